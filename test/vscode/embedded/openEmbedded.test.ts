import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import {
  compressedChunk,
  exifOf,
  pngChunk,
  pngWith,
  textChunk,
  webpWith,
} from '../../unit/workflow/embedded/imageSamples.ts';
import { until } from '../support/answers.ts';
import { actionsAt, hoverOver, problemsOnce } from '../support/shownDocument.ts';
import { prompt, useSwapDesk } from '../support/swapDesk.ts';

const command = 'workflowAssets.openEmbeddedWorkflow';
const api = '{"1":{"class_type":"LoadImage","inputs":{"image":"./a.png","seed":18446744073709551615}}}';
const ui = '{"nodes":[{"id":1,"type":"LoadImage","widgets_values":["./a.png","image"]}],"links":[]}';

describe('the workflow in an image', () => {
  const desk = useSwapDesk();

  /** Runs the command on an image with this content, and returns the document it opens. */
  async function opened(name: string, image: Buffer, pick?: RegExp): Promise<vscode.TextDocument> {
    const uri = desk.uri(name);
    await writeFile(uri.fsPath, image);
    const original = vscode.window.showQuickPick;
    const answer = async (items: readonly vscode.QuickPickItem[]): Promise<unknown> =>
      items.find(({ label }) => pick?.test(label));
    Object.defineProperty(vscode.window, 'showQuickPick', { value: answer, configurable: true, writable: true });
    try {
      await vscode.commands.executeCommand(command, uri);
    } finally {
      Object.defineProperty(vscode.window, 'showQuickPick', { value: original, configurable: true, writable: true });
    }
    assert.ok((await readFile(uri.fsPath)).equals(image), 'the image was written');
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    return document;
  }

  it('is opened read-only under the name of the image, indented, and with every figure as it was', async () => {
    const document = await opened('hero.png', pngWith([textChunk('prompt', api)]));
    assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, 'hero.prompt.json');
    assert.equal(document.languageId, 'json');
    assert.equal(document.isUntitled, false);
    assert.ok(document.getText().includes('\n    "inputs": {\n'), document.getText());
    assert.equal(document.getText().replace(/\s/g, ''), api);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), ' ');
    await vscode.workspace.applyEdit(edit).then(undefined, () => undefined);
    assert.equal(document.isDirty, false);
  });

  it('is asked for where the image contains both formats', async () => {
    const image = pngWith([textChunk('prompt', api)], [compressedChunk('workflow', ui)]);
    assert.equal((await opened('both.png', image, /^Workflow$/)).getText().replace(/\s/g, ''), ui);
    assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, 'both.workflow.json');
    assert.equal((await opened('both.png', image, /^Prompt$/)).getText().replace(/\s/g, ''), api);
  });

  it('is opened from a WebP', async () => {
    const image = webpWith(exifOf([[0x010f, `workflow:${ui}`]]));
    assert.equal((await opened('moving.webp', image)).getText().replace(/\s/g, ''), ui);
  });

  it('has its paths looked up beside the image, and is offered what needs no edit', async () => {
    await desk.pictures('a.png', 'b.png');
    const text = JSON.stringify(JSON.parse(prompt(['./a.png', './b.png'])));
    const document = await opened('hero.png', pngWith([textChunk('prompt', text)]));
    await problemsOnce(document, 2);
    const hover = await hoverOver(document, './a.png');
    assert.match(hover, /command:workflowAssets\.revealSource/);
    assert.doesNotMatch(hover, /command:workflowAssets\.(?:replaceString|pickFile)/);
    const titles = await until('the lightbulb', async () => {
      const found = (await actionsAt(document, './a.png')).map(({ title }) => title);
      return found.length > 0 ? found : undefined;
    });
    assert.deepEqual(titles, ['Copy workflow with references...']);
    const copying = vscode.commands.executeCommand('workflowAssets.copyResolvedWorkflow', document.uri);
    await desk.previews.accept();
    await copying;
    assert.equal((await vscode.env.clipboard.readText()).replace(/\s/g, ''), text.replaceAll('./', ''));
  });

  it('can’t be swapped in place, and how to edit it is said', async () => {
    await desk.pictures('a.png');
    const document = await opened('hero.png', pngWith([textChunk('prompt', api)]));
    for (const name of ['swapReferences', 'restoreLocalPaths', 'refreshExpired']) {
      desk.answers.clear();
      await vscode.commands.executeCommand(`workflowAssets.${name}`, document.uri);
      const { message } = await desk.answers.read(/read-only/);
      assert.equal(message, 'hero.prompt.json is read-only. Save a copy with Save As to edit it.', name);
    }
  });

  it('isn’t looked for on another computer without a question', async () => {
    await desk.open('{}', 'other.json');
    await vscode.commands.executeCommand(command, vscode.Uri.parse('file://files.example/share/a.png'));
    const { isModal } = await desk.answers.read(/^Connect to the computer that has /);
    assert.equal(isModal, true);
    assert.deepEqual(
      desk.answers.asked.map(({ message }) => message).filter((message) => !message.startsWith('Connect')),
      [],
    );
  });

  it('is reported where there is none, or none that can be read', async () => {
    await desk.open('{}', 'other.json');
    const damaged = pngChunk('zTXt', Buffer.from('workflow\0\0nonsense'));
    for (const [name, image, message] of [
      ['plain.png', pngWith([]), /^plain\.png contains no workflow\. /],
      ['cut.png', pngWith([]).subarray(0, 60), /^cut\.png is incomplete/],
      ['damaged.png', pngWith([damaged]), /^The workflow in damaged\.png is damaged\.$/],
      ['text.webp', Buffer.from('{"nodes": []}'), /^text\.webp isn't a PNG or WebP image\./],
    ] as const) {
      const document = await opened(name, image);
      await desk.answers.read(message);
      assert.ok(document.uri.path.endsWith('/other.json'), 'something was opened');
    }
    await vscode.commands.executeCommand(command, desk.uri('missing.png'));
    await desk.answers.read(/missing\.png/);
  });
});
