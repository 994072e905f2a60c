import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { VscodeServer } from './codeServer.ts';
import { freePort } from './ports.ts';
import { type Server, startServer } from './server.ts';

export type Settings = Readonly<Record<string, unknown>>;

export interface WorkbenchOptions {
  readonly vscode: VscodeServer;
  /** Empty or new folder for everything this server writes. */
  readonly folder: string;
  /** Extensions folder to start with (it is copied), as `installedExtensions` makes it. None by default. */
  readonly extensions?: string;
  /** Settings of the machine, endpoints among them: neither a workspace nor the user settings may change those. */
  readonly machineSettings?: Settings;
  readonly userSettings?: Settings;
  readonly environment?: Readonly<Record<string, string>>;
  readonly port?: number;
  /** Ask for trust in the workspace, as a fresh VS Code does. Off by default. */
  readonly askForTrust?: boolean;
}

/** Nothing opens by itself, and nothing is asked of the network. */
export const quietSettings: Settings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.autofetch': false,
  'git.openRepositoryInParentFolders': 'never',
  // Otherwise VS Code offers to forward the port of each fake server.
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** The server as a person uses it; open `<url>/?folder=<absolute folder>` in a browser. */
export async function startWorkbench(options: WorkbenchOptions): Promise<Server> {
  const { vscode, folder } = options;
  const port = options.port ?? (await freePort());
  prepareFolders(options, join(folder, 'data'));
  const trust = options.askForTrust ? [] : ['--disable-workspace-trust'];
  const args = [
    '--auth',
    'none',
    '--bind-addr',
    `127.0.0.1:${port}`,
    '--disable-telemetry',
    '--disable-update-check',
    ...trust,
  ];
  return await startServer({
    node: vscode.node,
    args: [vscode.entry, ...args, ...ownFolders(folder)],
    port,
    folder,
    environment: options.environment,
  });
}

/** The bare server: runs extension-host suites, keeps secrets in memory, shows no notifications. */
export async function startBareServer(options: WorkbenchOptions): Promise<Server> {
  const { vscode, folder } = options;
  const port = options.port ?? (await freePort());
  prepareFolders(options, join(folder, 'data', 'data'));
  const trust = options.askForTrust ? [] : ['--disable-workspace-trust'];
  const accept = [
    '--without-connection-token',
    '--accept-server-license-terms',
    '--disable-telemetry',
    '--enable-smoke-test-driver',
  ];
  const folders = ['--server-data-dir', join(folder, 'data'), '--extensions-dir', join(folder, 'extensions')];
  return await startServer({
    node: vscode.node,
    args: [vscode.bareEntry, '--host', '127.0.0.1', '--port', String(port), ...accept, ...trust, ...folders],
    port,
    folder,
    environment: options.environment,
  });
}

/** Installs a packaged extension as a person would; returns the extensions folder, for `WorkbenchOptions.extensions`. */
export async function installedExtensions(vscode: VscodeServer, vsix: string, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const args = ['--install-extension', vsix, ...ownFolders(folder)];
  await promisify(execFile)(vscode.node, [vscode.entry, ...args], { cwd: folder });
  return join(folder, 'extensions');
}

function ownFolders(folder: string): string[] {
  const data = ['--user-data-dir', join(folder, 'data'), '--extensions-dir', join(folder, 'extensions')];
  // Without one it writes a configuration file into the home folder.
  return [...data, '--config', join(folder, 'config.yaml')];
}

function prepareFolders(options: WorkbenchOptions, data: string): void {
  write(join(data, 'Machine'), options.machineSettings ?? {});
  write(join(data, 'User'), { ...quietSettings, ...options.userSettings });
  if (options.extensions === undefined) {
    mkdirSync(join(options.folder, 'extensions'), { recursive: true });
  } else {
    cpSync(options.extensions, join(options.folder, 'extensions'), { recursive: true });
  }
}

function write(folder: string, settings: Settings): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings, null, 2));
}
