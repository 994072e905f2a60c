import { commands, env } from 'vscode';

/**
 * Opens the settings editor where a setting of the machine can be changed: in a remote window (SSH, WSL, a container, a
 * browser) these stand on a tab of their own, and the user's tab finds none of them.
 *
 * @param query the setting's id, or what the ids of several begin with
 */
export async function openMachineSetting(query: string): Promise<void> {
  await (env.remoteName === undefined
    ? commands.executeCommand('workbench.action.openSettings', query)
    : commands.executeCommand('workbench.action.openRemoteSettings', { query }));
}
