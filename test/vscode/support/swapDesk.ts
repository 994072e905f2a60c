import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { png } from '../../unit/uploads/mediaSamples.ts';
import { Answers } from './answers.ts';
import { fakeProvider, resetFakes } from './fakes.ts';
import { Previews } from './preview.ts';

export const swapCommand = 'workflowAssets.swapReferences';

let number = 0;

/** A folder of the workspace for each test, with everything needed to swap documents with a ComfyUI server. */
export class SwapDesk {
  folder = '';
  #answers: Answers | undefined;
  #previews: Previews | undefined;

  get answers(): Answers {
    assert.ok(this.#answers);
    return this.#answers;
  }

  get previews(): Previews {
    assert.ok(this.#previews);
    return this.#previews;
  }

  get server(): FakeProvider {
    return fakeProvider('comfyServer');
  }

  /** Writes pictures that differ from those of every other test. */
  async pictures(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      await writeFile(join(this.folder, name), png(2000 + number * 50 + names.indexOf(name)));
    }
  }

  async open(text: string, name = 'workflow.json'): Promise<vscode.TextDocument> {
    const uri = this.uri(name);
    await writeFile(uri.fsPath, text);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: false });
    return document;
  }

  /** Runs the swap on the active document, accepts its preview and waits for its end. */
  async swap(): Promise<void> {
    const running = vscode.commands.executeCommand(swapCommand);
    await this.previews.accept();
    await running;
  }

  uri(name: string): vscode.Uri {
    return vscode.Uri.file(join(this.folder, name));
  }

  onDisk(name = 'workflow.json'): Promise<string> {
    return readFile(join(this.folder, name), 'utf8');
  }

  async begin(): Promise<void> {
    this.#answers = new Answers();
    this.#previews = new Previews();
    await setDefaultProvider('comfyServer');
  }

  async reset(): Promise<void> {
    resetFakes();
    this.answers.clear();
    this.previews.closeAll();
    number += 1;
    this.folder = join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', `swap-${number}`);
    await mkdir(this.folder);
  }

  async tidy(): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(this.folder, { recursive: true, force: true });
  }

  async end(): Promise<void> {
    this.previews.dispose();
    this.answers.dispose();
    await setDefaultProvider(undefined);
  }
}

/** One desk for a `describe`, cleared before each of its tests. */
export function useSwapDesk(): SwapDesk {
  const desk = new SwapDesk();
  before(() => desk.begin());
  beforeEach(() => desk.reset());
  afterEach(() => desk.tidy());
  after(() => desk.end());
  return desk;
}

function setDefaultProvider(provider: string | undefined): Thenable<void> {
  const settings = vscode.workspace.getConfiguration('workflowAssets');
  return settings.update('defaultProvider', provider, vscode.ConfigurationTarget.Global);
}

/** A ComfyUI prompt with one loader per name, one property per line. */
export function prompt(names: readonly string[], eol = '\n'): string {
  const nodes = names.map(
    (name, id) =>
      `  "${id + 1}": {${eol}    "class_type": "LoadImage",${eol}    "inputs": { "image": "${name}" }${eol}  }`,
  );
  return `{${eol}${nodes.join(`,${eol}`)}${eol}}${eol}`;
}

/** What the loaders of a prompt name, in order. */
export function imagesIn(text: string): string[] {
  return [...text.matchAll(/"image": "([^"]*)"/g)].map((match) => match[1] ?? '');
}
