import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../harness/browser.ts';
import { installVscode, newestVscode, type VscodeServer } from '../../harness/codeServer.ts';
import { vsixFile } from '../../harness/paths.ts';
import { temporaryFolder } from '../../harness/processes.ts';
import { installedExtensions } from '../../harness/workbench.ts';

/** What all tests of a process share. No test changes it. */
export interface Prepared {
  readonly vscode: VscodeServer;
  readonly browser: Browser;
  /** Extensions folder with the packaged extension in it. */
  readonly extensions: string;
}

/** Variable that names the version of VS Code to run in. */
export const versionVariable = 'WORKFLOW_ASSETS_VSCODE';

interface Installed {
  readonly vscode: VscodeServer;
  readonly extensions: string;
}

let installed: Promise<Installed> | undefined;
let browser: Promise<Browser> | undefined;

/** Made when it is first asked for. */
export async function prepared(): Promise<Prepared> {
  installed ??= install();
  browser ??= launchBrowser();
  return { ...(await installed), browser: await browser };
}

/** To be called before the process ends: the browser would outlive a process that is killed. */
export async function closeBrowser(): Promise<void> {
  const open = browser;
  browser = undefined;
  await (await open)?.close();
}

async function install(): Promise<Installed> {
  const vscode = await installVscode(process.env[versionVariable] ?? newestVscode);
  const extensions = await installedExtensions(vscode, vsixFile, join(temporaryFolder('vsix'), 'installed'));
  return { vscode, extensions };
}
