import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { ProviderId } from '../../../src/core/providers/providerId.ts';
import type { FakeProvider, FakeProviderOptions } from '../../fakes/fakeProvider.ts';
import { outFolder, sampleWorkspace } from '../../harness/paths.ts';
import { removeFolder, temporaryFolder } from '../../harness/processes.ts';
import type { Server } from '../../harness/server.ts';
import { quietSettings, type Settings, startWorkbench } from '../../harness/workbench.ts';
import { Clipboard } from './clipboard.ts';
import { ContextMenu } from './contextMenu.ts';
import { Editor } from './editor.ts';
import { Explorer } from './explorer.ts';
import { startAllFakes } from './fakes.ts';
import { Notifications } from './notifications.ts';
import { prepared } from './prepared.ts';
import { QuickInput } from './quickInput.ts';
import { patience } from './retry.ts';
import { TreeView } from './treeView.ts';

export interface WorkbenchOptions {
  /** Folder to open a copy of; the sample workspace by default. */
  readonly workspace?: string;
  /** Settings of the machine, in addition to the endpoints, which point to the fake servers. */
  readonly machineSettings?: Settings;
  readonly userSettings?: Settings;
  /** For every fake server, or for some of them. */
  readonly fakes?: FakeProviderOptions & { readonly only?: Partial<Record<ProviderId, FakeProviderOptions>> };
  /** Let VS Code ask whether the workspace is trusted; without, it is. */
  readonly askForTrust?: boolean;
  /** Leave the question whether files of the workspace may be uploaded to the test; without, it is answered with yes. */
  readonly asksBeforeUploads?: boolean;
  /** Size of the window in pixels. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Pixels of a picture for each pixel of the window; 1 by default. */
  readonly scale?: number;
}

export type Theme = 'dark' | 'light' | 'highContrast' | 'highContrastLight';

/** Their labels in the theme picker, and the class of a window that uses them. */
const themes: Readonly<Record<Theme, { readonly label: string; readonly mark: string }>> = {
  dark: { label: 'Dark Modern', mark: 'vs-dark' },
  light: { label: 'Light Modern', mark: 'vs' },
  highContrast: { label: 'Dark High Contrast', mark: 'hc-black' },
  highContrastLight: { label: 'Light High Contrast', mark: 'hc-light' },
};

/** The Explorer's driver expects each folder in a row of its own. */
const driverSettings: Settings = { ...quietSettings, 'explorer.compactFolders': false };

/** Runs in the page. In a script of its own, because the types of a page aren't those of Node.js. */
const allowUploads = `setInterval(() => {
  for (const button of document.querySelectorAll('.monaco-dialog-box .monaco-button')) {
    if (button.textContent.trim() === 'Allow Uploads') {
      button.click();
    }
  }
}, 100)`;

const allOpen = new Set<Workbench>();

/** Workbenches that are open now, for the picture of a failure. */
export function openWorkbenches(): readonly Workbench[] {
  return [...allOpen];
}

/** A real VS Code with the packaged extension installed, in a browser, on a workspace of its own. The caller closes it. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const { vscode, browser, extensions } = await prepared();
  const home = temporaryFolder('ui');
  const folder = join(home, 'workspace');
  cpSync(options.workspace ?? sampleWorkspace, folder, { recursive: true });
  const { fakes, settings } = await startAllFakes(options.fakes);
  const server = await startWorkbench({
    vscode,
    folder: join(home, 'server'),
    extensions,
    machineSettings: { ...settings, ...options.machineSettings },
    userSettings: { ...driverSettings, ...options.userSettings },
    askForTrust: options.askForTrust,
  });
  const context = await browser.newContext({
    viewport: options.size ?? { width: 1280, height: 800 },
    deviceScaleFactor: options.scale ?? 1,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(patience);
  if (!options.asksBeforeUploads) {
    await context.addInitScript(allowUploads);
  }
  const workbench = new Workbench({
    page: await context.newPage(),
    home,
    folder,
    server,
    fakes,
    version: vscode.version,
  });
  allOpen.add(workbench);
  try {
    await workbench.reload();
    return workbench;
  } catch (error) {
    await workbench.screenshot('failed-to-open').catch(() => undefined);
    console.log(
      `The window did not open. Picture: out/screenshots/failed-to-open.png, log: ${server.keepLog('ui-server')}`,
    );
    await workbench.close();
    throw error;
  }
}

interface Parts {
  readonly page: Page;
  readonly home: string;
  readonly folder: string;
  readonly server: Server;
  readonly fakes: ReadonlyMap<ProviderId, FakeProvider>;
  readonly version: string;
}

export class Workbench {
  /** For what the driver has no method for. */
  readonly page: Page;
  /** Absolute path of the workspace folder on disk; files written there appear in the Explorer. */
  readonly folder: string;
  /** Version of VS Code, e.g. `1.139.1`. */
  readonly version: string;
  readonly explorer: Explorer;
  readonly menu: ContextMenu;
  readonly quickInput: QuickInput;
  readonly notifications: Notifications;
  readonly clipboard: Clipboard;
  readonly editor: Editor;
  /** The extension's views. */
  readonly uploads: TreeView;
  readonly providers: TreeView;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    const { page } = parts;
    this.#parts = parts;
    this.page = page;
    this.folder = parts.folder;
    this.version = parts.version;
    this.explorer = new Explorer(page);
    this.menu = new ContextMenu(page);
    this.quickInput = new QuickInput(page);
    this.notifications = new Notifications(page);
    this.clipboard = new Clipboard(page);
    this.editor = new Editor(page, this);
    this.uploads = new TreeView(page, this.menu, 'Workflow Assets', 'Uploads');
    this.providers = new TreeView(page, this.menu, 'Workflow Assets', 'Providers');
  }

  /** The fake server that the endpoint of a provider points to. It runs in this process, with its faults and requests. */
  fakeProvider(provider: ProviderId): FakeProvider {
    const found = this.#parts.fakes.get(provider);
    assert.ok(found, `the fake server for ${provider} is not running`);
    return found;
  }

  /** Right-clicks a file and chooses, e.g. `rightClick('images/hero.png', 'Upload to', 'Runway')`. */
  async rightClick(path: string, ...labels: string[]): Promise<void> {
    await this.menu.choose(await this.explorer.row(path), ...labels);
  }

  /** Runs a command by its title in the palette, e.g. `Workflow Assets: Show Log`. */
  async runCommand(title: string): Promise<void> {
    await this.quickInput.runCommand(title);
  }

  /** Text of a file of the workspace as it is on disk. */
  readFile(path: string): string {
    return this.readBytes(path).toString('utf8');
  }

  /** Bytes of a file of the workspace, as they are on disk. */
  readBytes(path: string): Buffer {
    return readFileSync(join(this.folder, path));
  }

  /** Writes out/screenshots/<name>.png. */
  async screenshot(name: string, { theme }: { readonly theme?: Theme } = {}): Promise<void> {
    if (theme !== undefined) {
      await this.#chooseTheme(theme);
    }
    const folder = join(outFolder, 'screenshots');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  }

  /** Replaces the user settings and reloads the window, because it misses some changes made to the file from outside. */
  async setUserSettings(settings: Settings): Promise<void> {
    const file = join(this.#parts.home, 'server', 'data', 'User', 'settings.json');
    writeFileSync(file, JSON.stringify({ ...driverSettings, ...settings }, null, 2));
    await this.reload();
  }

  /** Reloads the window; secrets and history are kept. */
  async reload(): Promise<void> {
    await this.page.goto(`${this.#parts.server.url}/?folder=${encodeURIComponent(this.folder)}`);
    await this.explorer.show();
  }

  /** Another window on the same folder, with an extension host of its own. The caller closes its `page`. */
  async openSecondWindow(): Promise<Workbench> {
    const second = new Workbench({ ...this.#parts, page: await this.page.context().newPage() });
    await second.reload();
    return second;
  }

  async close(): Promise<void> {
    allOpen.delete(this);
    await this.page.context().close();
    await this.#parts.server.stop();
    await Promise.all([...this.#parts.fakes.values()].map((fakeProvider) => fakeProvider.close()));
    removeFolder(this.#parts.home);
  }

  async #chooseTheme(theme: Theme): Promise<void> {
    const { label, mark } = themes[theme];
    await this.runCommand('Preferences: Color Theme');
    await this.quickInput.type(label);
    await this.quickInput.pick(label);
    await this.quickInput.waitUntilClosed();
    await this.page.locator(`.monaco-workbench.${mark}`).waitFor();
  }
}
