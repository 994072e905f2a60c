import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import type { WorkflowAssetsApi } from '../../../src/editor/api.ts';
import { openUploadHistory } from '../../harness/uploadHistory.ts';
import { resetFakes } from '../support/fakes.ts';

const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
const folder = join(root, 'completion');

/** A completion as VS Code hands it on, with the text of its label apart. */
interface Offered {
  readonly label: string;
  readonly description: string;
  readonly value: string;
  readonly item: vscode.CompletionItem;
}

describe('completion in a workflow', () => {
  let api: WorkflowAssetsApi;
  let image: UploadRecord;
  let sound: UploadRecord;
  let count = 0;

  before(async () => {
    const extension = vscode.extensions.getExtension<WorkflowAssetsApi>('workflow-assets.workflow-assets');
    assert.ok(extension);
    api = await extension.activate();
    mkdirSync(folder, { recursive: true });
    copyFileSync(join(root, 'images', 'hero.png'), join(folder, 'odd "name", ü.png'));
    image = await api.upload(vscode.Uri.file(join(root, 'images', 'hero.png')), { provider: 'comfyServer' });
    sound = await api.upload(vscode.Uri.file(join(root, 'audio', 'voice.wav')), { provider: 'comfyServer' });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(resetFakes);
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  /** Opens a document of this text with the cursor at its `|`. */
  async function open(marked: string, name = `document-${++count}.json`) {
    const offset = marked.indexOf('|');
    assert.ok(offset >= 0, 'the text has no |');
    const uri = vscode.Uri.file(join(folder, name));
    writeFileSync(uri.fsPath, marked.slice(0, offset) + marked.slice(offset + 1));
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    return { document, position: document.positionAt(offset) };
  }

  /** What is ours among the completions; the words of the document and JSON's own are others' business. */
  async function offeredAt(marked: string, resolved = 0, name?: string): Promise<Offered[]> {
    const { document, position } = await open(marked, name);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      position,
      undefined,
      resolved,
    );
    return list.items
      .filter(
        (item) => item.kind === vscode.CompletionItemKind.File || item.kind === vscode.CompletionItemKind.Reference,
      )
      .filter((item) => /^![12] \d{3}/.test(item.sortText ?? ''))
      .sort((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1))
      .map((item) => ({
        label: typeof item.label === 'string' ? item.label : item.label.label,
        description: typeof item.label === 'string' ? '' : (item.label.description ?? ''),
        value: JSON.parse(String(item.insertText)),
        item,
      }));
  }

  async function filesAt(marked: string): Promise<Offered[]> {
    return (await offeredAt(marked)).filter(({ item }) => item.kind === vscode.CompletionItemKind.File);
  }

  function prompt(value: string, type = 'LoadImage', field = 'image'): string {
    return `{ "10": { "inputs": { "${field}": "${value}" }, "class_type": "${type}" } }`;
  }

  it('offers the images of the workspace for an image, the nearest first', async () => {
    const files = await filesAt(prompt('|'));
    const labels = files.map(({ label }) => label);
    assert.equal(labels[0], 'odd "name", ü.png');
    for (const name of ['hero.png', 'portrait.jpg', 'texture.webp', 'loop.gif']) {
      assert.ok(labels.includes(name), `${name} among ${labels.join()}`);
    }
    for (const name of ['clip.mp4', 'voice.wav', 'frames.zip', 'README.md']) {
      assert.ok(!labels.includes(name), `${name} among ${labels.join()}`);
    }
  });

  it('names a file as it is looked up: by its name in an asset folder, else by its path, escaped for JSON', async () => {
    const offered = await filesAt(prompt('|'));
    assert.equal(offered.find(({ label }) => label === 'hero.png')?.value, 'hero.png');
    assert.equal(offered.find(({ label }) => label === 'hero.png')?.description, '../images');
    const odd = offered.find(({ label }) => label.startsWith('odd'));
    assert.equal(odd?.value, 'odd "name", ü.png');
    assert.equal(odd?.item.insertText, '"odd \\"name\\", ü.png"');
  });

  it('writes the path from the document where no folder is named for bare names', async () => {
    const configuration = vscode.workspace.getConfiguration('workflowAssets');
    await configuration.update('assetFolders', [], vscode.ConfigurationTarget.Workspace);
    try {
      const offered = await filesAt(prompt('|'));
      assert.equal(offered.find(({ label }) => label === 'hero.png')?.value, '../images/hero.png');
    } finally {
      await configuration.update('assetFolders', ['images', 'video', 'audio'], vscode.ConfigurationTarget.Workspace);
    }
  });

  it('finds a file by its name and by its path', async () => {
    const hero = (await filesAt(prompt('|'))).find(({ label }) => label === 'hero.png');
    assert.equal(hero?.item.filterText, '"../images/hero.png');
    const near = (await offeredAt(prompt('|'))).find(({ label }) => label.startsWith('odd'));
    assert.equal(near?.item.filterText, '"./odd "name", ü.png');
  });

  it('replaces the whole string and nothing else', async () => {
    const text = prompt('../ima|ges/old.png');
    const [first] = await offeredAt(text);
    const document = vscode.window.activeTextEditor?.document;
    const range = first?.item.range;
    assert.ok(document && range);
    const whole = range instanceof vscode.Range ? range : range.replacing;
    assert.equal(document.getText(whole), '"../images/old.png"');
  });

  it('offers living references of the kind before the files, with what is left of them', async () => {
    const offered = await offeredAt(prompt('|'));
    const references = offered.filter(({ item }) => item.kind === vscode.CompletionItemKind.Reference);
    assert.deepEqual(
      references.map(({ label, value }) => [label, value]),
      [['hero.png', image.reference.value]],
    );
    assert.equal(references[0]?.description, 'no expiry · ComfyUI');
    assert.equal(references[0]?.item.detail, 'no expiry · ComfyUI');
    const lastReference = offered.findLastIndex(({ item }) => item.kind === vscode.CompletionItemKind.Reference);
    const firstFile = offered.findIndex(({ item }) => item.kind === vscode.CompletionItemKind.File);
    assert.ok(lastReference < firstFile);
    const sounds = await offeredAt(prompt('|', 'LoadAudio', 'audio'));
    assert.ok(sounds.some(({ value }) => value === sound.reference.value));
    assert.ok(!sounds.some(({ value }) => value === image.reference.value));
  });

  it('offers no expired reference, but the one it was renewed with', async () => {
    const history = await openUploadHistory(root);
    const ended = {
      form: 'inputName',
      value: 'ended.png',
      lifetime: { type: 'fixed', milliseconds: 1 },
      expiresAt: 1,
    } as const;
    try {
      history.add({ ...image, id: 'ended', reference: ended });
      const offered = await offeredAt(prompt('|'));
      assert.deepEqual(
        offered.filter(({ item }) => item.kind === vscode.CompletionItemKind.Reference).map(({ value }) => value),
        [image.reference.value],
      );
    } finally {
      await history.remove(['ended']);
      history.close();
    }
  });

  it('offers no reference that would not run there', async () => {
    const offered = await offeredAt('{ "model": "gen4_turbo", "promptImage": "|" }');
    assert.ok(offered.some(({ label }) => label === 'hero.png'));
    assert.deepEqual(
      offered.filter(({ item }) => item.kind === vscode.CompletionItemKind.Reference),
      [],
    );
  });

  it('offers no reference of another server', async () => {
    const setting = 'workflowAssets.comfyServer.endpoint';
    const before = vscode.workspace.getConfiguration().inspect<string>(setting)?.globalValue;
    const set = (value: string | undefined) =>
      vscode.workspace.getConfiguration().update(setting, value, vscode.ConfigurationTarget.Global);
    await set('http://127.0.0.1:9');
    try {
      const offered = await offeredAt(prompt('|'));
      assert.ok(offered.some(({ label }) => label === 'hero.png'));
      assert.deepEqual(
        offered.filter(({ item }) => item.kind === vscode.CompletionItemKind.Reference),
        [],
      );
    } finally {
      await set(before);
    }
  });

  it('describes what is looked at with a picture, its size, its path and the reference', async () => {
    const offered = await offeredAt(prompt('|'), 100);
    const texts = new Map(
      offered.map(({ item }) => [item.kind, (item.documentation as vscode.MarkdownString | undefined)?.value ?? '']),
    );
    const file = texts.get(vscode.CompletionItemKind.File) ?? '';
    assert.match(file, /^!\[Preview of [^\]]+\]\(file:\/\/\/[^)]+\.\w+\|height=120\)/);
    assert.match(file, /\d(?: |&nbsp;)(?:kB|bytes|MB)/);
    const reference = texts.get(vscode.CompletionItemKind.Reference) ?? '';
    assert.ok(reference.includes('hero'), reference);
    assert.match(reference, /\d+(?: |&nbsp;)×(?: |&nbsp;)\d+(?: |&nbsp;)px/);
  });

  it('answers while something is typed that is no path yet', async () => {
    for (const typed of ['h|', 'her|', '../|', '../images/|', './|']) {
      assert.ok((await offeredAt(prompt(typed))).length > 0, typed);
    }
  });

  it('stays away from property names, prompts, switches and outputs', async () => {
    for (const marked of [
      '{ "10": { "class_type": "LoadImage", "inputs": { "im|age": "x.png" } } }',
      '{ "10": { "class_type": "LoadImage", "inputs": { "image": "x.png", "upload": "|" } } }',
      prompt('a cat|', 'CLIPTextEncode', 'text'),
      prompt('|', 'SaveImage', 'filename_prefix'),
      '{ "name": "|" }',
      '{ "image": | }',
    ]) {
      assert.deepEqual(await offeredAt(marked), [], marked);
    }
  });

  it('stays away from the configuration of other tools', async () => {
    assert.deepEqual(await offeredAt('{ "$schema": "./x.json", "image": "|" }'), []);
  });

  it('finds its place in a document that is too long to be read for a keystroke', async () => {
    const nodes = Array.from(
      { length: 4000 },
      (_, id) =>
        `  "${id}": {\n    "class_type": "LoadImage",\n    "inputs": { "image": "${id === 2000 ? '|' : 'a.png'}" }\n  }`,
    );
    const offered = await offeredAt(`{\n${nodes.join(',\n')}\n}\n`);
    assert.ok(offered.some(({ label }) => label === 'hero.png'));
  });
});
