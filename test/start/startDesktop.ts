import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLineOf } from '../harness/desktopVscode.ts';
import { startGroup } from '../harness/processes.ts';
import { quietSettings, type Settings } from '../harness/workbench.ts';

export interface DesktopOptions {
  /** Of the desktop VS Code. */
  readonly executable: string;
  /** Empty folder for its settings and extensions, so that those of the person aren't touched. */
  readonly folder: string;
  readonly workspace: string;
  readonly vsix: string;
  readonly settings: Settings;
}

/**
 * Opens a workspace in a window of desktop VS Code with the packaged extension installed.
 * @returns once the window is closed
 * @throws Error where the extension can't be installed
 */
export async function startDesktop({ executable, folder, workspace, vsix, settings }: DesktopOptions): Promise<void> {
  const data = join(folder, 'data');
  const own = ['--user-data-dir', data, '--extensions-dir', join(folder, 'extensions')];
  mkdirSync(join(data, 'User'), { recursive: true });
  // In a window that isn't remote, settings of the machine are user settings.
  writeFileSync(join(data, 'User', 'settings.json'), JSON.stringify({ ...quietSettings, ...settings }));
  const installing = await run(commandLineOf(executable, process.platform), ['--install-extension', vsix, ...own]);
  if (installing !== 0) {
    throw new Error(`VS Code didn't install the extension: it ended with code ${installing}.`);
  }
  await run(executable, [
    workspace,
    ...own,
    '--disable-workspace-trust',
    '--skip-welcome',
    // Otherwise macOS asks for the password of the keychain, for a secret that is gone with the window.
    '--use-inmemory-secretstorage',
  ]);
}

/** Windows starts `code.cmd` by a shell only, which takes spaces in paths for the ends of arguments. */
async function run(command: string, args: readonly string[]): Promise<number | null> {
  const shell = process.platform === 'win32' && command.endsWith('.cmd');
  const quoted = (text: string): string => (shell ? `"${text}"` : text);
  const environment = Object.fromEntries(
    // A terminal inside VS Code would make it believe that it is a part of that one.
    Object.entries(process.env).filter(([name]) => !/^(?:VSCODE_|ELECTRON_)/.test(name)),
  );
  const child = startGroup(quoted(command), args.map(quoted), { shell, stdio: 'ignore', env: environment });
  return new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
}
