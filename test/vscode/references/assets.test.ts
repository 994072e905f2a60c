import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openUploadHistory } from '../../harness/uploadHistory.ts';
import { until } from '../support/answers.ts';
import { fakeProvider } from '../support/fakes.ts';
import { giveKey, takeKey } from '../support/keys.ts';
import { hour } from '../support/pastUploads.ts';
import { actionsAt, hintTexts, hoverOver, inlayHints, problemsOnce, runAction } from '../support/shownDocument.ts';
import { prompt, swapCommand, useSwapDesk } from '../support/swapDesk.ts';

const upload = /^Upload to Comfy API v2 and replace$/;

function objectOf(id: string | undefined): string {
  return `{"__type":"core/ASSET","info":{"id":"${id}"}}`;
}

describe('assets of Comfy API v2 in a workflow', () => {
  const desk = useSwapDesk();
  const settings = () => vscode.workspace.getConfiguration('workflowAssets');
  const server = () => fakeProvider('comfyApi');

  before(async () => {
    await giveKey('comfyApi');
    await settings().update('comfyApi.expiresIn', '12h', vscode.ConfigurationTarget.Global);
  });
  after(async () => {
    await settings().update('comfyApi.expiresIn', undefined, vscode.ConfigurationTarget.Global);
    await takeKey('comfyApi', desk.answers);
  });

  /** A document whose only image was swapped by the lightbulb. */
  async function swapped(): Promise<{ document: vscode.TextDocument; before: string; id: string }> {
    await desk.pictures('hero.png');
    const before = prompt(['.\\/h\\u0065ro.png']);
    const document = await desk.open(before);
    await runAction(document, '.\\/h', upload);
    const id = server().files.at(-1)?.reference ?? '';
    assert.equal(document.getText(), before.replace('".\\/h\\u0065ro.png"', objectOf(id)));
    return { document, before, id };
  }

  /** Makes an asset end, here and at the server. */
  async function end(id: string): Promise<void> {
    const headers = { authorization: `Bearer ${server().key}` };
    const { status } = await fetch(`${server().url}/api/v2/assets/${id}`, { method: 'DELETE', headers });
    assert.equal(status, 204);
    const history = await openUploadHistory(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '');
    try {
      const record = history.findByReference(id);
      assert.ok(record);
      history.add({ ...record, reference: { ...record.reference, expiresAt: Date.now() - hour } });
    } finally {
      history.close();
    }
  }

  it('take the place of a path as one undo step, and give it back to the byte', async () => {
    const { document, before, id } = await swapped();
    const after = document.getText();
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
    await vscode.commands.executeCommand('redo');
    assert.equal(document.getText(), after);
    await runAction(document, id, /^Restore local path$/);
    assert.equal(document.getText(), before);
  });

  it('are counted down behind the object, and explained wherever in it the pointer is', async () => {
    const { document, id } = await swapped();
    const hint = await until('the hint', async () => (await inlayHints(document))[0]);
    const end = document.getText().indexOf(objectOf(id)) + objectOf(id).length;
    assert.deepEqual(hint.position, document.positionAt(end));
    assert.match((await hintTexts(document))[0] ?? '', /^11 h \d+ m · hero\.png$/);
    for (const part of ['{"__type"', 'core/ASSET', '"info"', id, '"}}']) {
      const text = (await hoverOver(document, part)).replaceAll('\u00a0', ' ').replaceAll('&nbsp;', ' ');
      assert.match(text, /hero\.png[\s\S]*Comfy API v2[\s\S]*Expires in 11 h/, `${part}: ${text}`);
    }
  });

  it('are renewed by another object once they have ended, and still give the path back', async () => {
    const { document, before, id } = await swapped();
    await until('the hint', async () => (await inlayHints(document))[0]);
    await end(id);
    const [problem] = await problemsOnce(document, 1);
    assert.equal(document.getText(problem?.range), objectOf(id));
    assert.equal(problem?.code, 'expired-reference');
    const old = document.getText();
    await runAction(document, 'core/ASSET', /^Renew and replace \(hero\.png, Comfy API v2\)$/);
    const renewed = /"id":"([^"]+)"/.exec(document.getText())?.[1];
    assert.notEqual(renewed, id);
    assert.equal(document.getText(), old.replace(id, renewed ?? ''));
    await problemsOnce(document, 0);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), old);
    await vscode.commands.executeCommand('redo');
    desk.answers.clear();
    await vscode.commands.executeCommand('workflowAssets.restoreLocalPaths', document.uri);
    await desk.answers.read(/^1 local path was restored/);
    assert.equal(document.getText(), before);
  });

  it('are what everything of a workflow is replaced by where it holds one, and its copy is a job the server takes', async () => {
    const { document, id } = await swapped();
    await desk.pictures('a.png', 'b.png');
    const loader = (number: number, image: string): string =>
      `"${number}": { "class_type": "LoadImage", "inputs": { "image": ${image} } }`;
    const text = `{ ${loader(1, objectOf(id))}, ${loader(2, '"./a.png"')}, ${loader(3, '"./b.png"')} }`;
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, whole, text);
    await vscode.workspace.applyEdit(edit);

    const running = vscode.commands.executeCommand('workflowAssets.copyResolvedWorkflow');
    await desk.previews.accept();
    await running;
    const copied = await until('the copy', async () => {
      const found = await vscode.env.clipboard.readText();
      return found.includes(id) ? found : undefined;
    });
    assert.equal(document.getText(), text);
    const body = JSON.stringify({ workflow: JSON.parse(copied) });
    const headers = { authorization: `Bearer ${server().key}`, 'content-type': 'application/json' };
    const reply = await fetch(`${server().url}/api/v2/jobs`, { method: 'POST', headers, body });
    assert.ok(reply.ok, await reply.text());

    await desk.swap();
    assert.equal(document.getText(), copied);
    assert.equal(copied.match(/core\/ASSET/g)?.length, 3);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), text);
  });

  it('are offered as objects where a loader’s string is typed, and as ids inside the object', async () => {
    const { id } = await swapped();
    const offeredIn = async (marked: string): Promise<unknown[]> => {
      const offset = marked.indexOf('|');
      const document = await desk.open(marked.replace('|', ''), `typed-${marked.length}.json`);
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        document.positionAt(offset),
      );
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      return list.items.map(({ insertText }) => insertText).filter((text) => String(text).includes(id));
    };
    assert.deepEqual(await offeredIn(prompt(['|'])), [objectOf(id)]);
    assert.deepEqual(await offeredIn(prompt(['x']).replace('"x"', objectOf('|'))), [JSON.stringify(id)]);
  });

  it('aren’t offered in UI format, but the way that works is', async () => {
    await desk.pictures('hero.png');
    const node = '{ "type": "LoadImage", "widgets_values": ["./hero.png", "image"] }';
    const document = await desk.open(`{ "nodes": [\n  ${node}\n], "links": [] }\n`);
    // The reason stands at the disabled action, which VS Code leaves out here.
    const titles = await until('the actions', async () => {
      const found = (await actionsAt(document, './hero.png')).map(({ title }) => title);
      return found.length > 0 ? found : undefined;
    });
    assert.ok(titles.includes('Upload to Comfy Cloud and replace'), titles.join());
    assert.ok(!titles.some((title) => upload.test(title)), titles.join());
  });

  /** A question for a provider, as it was asked. */
  interface Question {
    readonly placeHolder: string | undefined;
    readonly providers: readonly string[];
  }

  /** Does something during which providers are asked for, and chooses these, in this order; closes further questions. */
  async function choosing(answers: readonly string[], work: () => Promise<unknown>): Promise<readonly Question[]> {
    const original = vscode.window.showQuickPick;
    const asked: Question[] = [];
    const value = async (items: readonly vscode.QuickPickItem[], { placeHolder }: vscode.QuickPickOptions) => {
      const answer = answers[asked.length];
      asked.push({ placeHolder, providers: items.map(({ label }) => label) });
      return items.find(({ label }) => label === answer);
    };
    Object.defineProperty(vscode.window, 'showQuickPick', { value, configurable: true, writable: true });
    try {
      await work();
    } finally {
      Object.defineProperty(vscode.window, 'showQuickPick', { value: original, configurable: true, writable: true });
    }
    return asked;
  }

  describe('and workflows in UI format', () => {
    const drawing = '{ "nodes": [{ "type": "LoadImage", "widgets_values": ["./a.png"] }], "links": [] }';
    const reason =
      /^Comfy API v2 takes assets in API-format workflows only\. Export .* or upload to Comfy Cloud \(v1\)\.$/;
    const setDefault = (provider: string | undefined): Thenable<void> =>
      settings().update('defaultProvider', provider, vscode.ConfigurationTarget.Global);
    beforeEach(() => desk.pictures('a.png'));
    afterEach(() => setDefault('comfyServer'));

    it('don’t go together even by default, and the question for another provider says why', async () => {
      await desk.open(drawing);
      await setDefault('comfyApi');
      const asked = await choosing([], async () => vscode.commands.executeCommand(swapCommand));
      assert.equal(asked.length, 1);
      assert.match(asked[0]?.placeHolder ?? '', reason);
      assert.equal(asked[0]?.providers[0], 'Comfy Cloud');
      assert.ok(!asked[0]?.providers.includes('Comfy API v2'));
    });

    it('are asked about by themselves where workflows of both formats are swapped', async () => {
      const ui = await desk.open(drawing, 'ui.json');
      const api = await desk.open(prompt(['./a.png']), 'api.json');
      await setDefault(undefined);
      const uris = [api.uri, ui.uri];
      const asked = await choosing(['Comfy API v2', 'ComfyUI'], async () => {
        const running = vscode.commands.executeCommand(swapCommand, uris[0], uris);
        await desk.previews.accept();
        await running;
      });
      assert.equal(asked.length, 2);
      assert.ok(asked[0]?.providers.includes('Comfy API v2'));
      assert.match(asked[1]?.placeHolder ?? '', reason);
      assert.equal(api.getText(), prompt(['x']).replace('"x"', objectOf(server().files[0]?.reference)));
      assert.equal(ui.getText(), drawing.replace('./a.png', 'a.png'));
    });
  });

  it('are inserted as objects where an API-format workflow reads a file, and refused in UI format', async () => {
    const { id } = await swapped();
    const history = await openUploadHistory(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '');
    const record = history.findByReference(id);
    history.close();
    const row = { type: 'record', key: record?.id, group: undefined, record, isRenewed: false };
    const insertInto = async (marked: string): Promise<string> => {
      const name = `inserted-${marked.length}.json`;
      const opened = await desk.open(marked.replace('|', ''), name);
      const position = opened.positionAt(marked.indexOf('|'));
      const editor = await vscode.window.showTextDocument(opened, { selection: new vscode.Range(position, position) });
      assert.equal(editor.document, opened);
      await vscode.commands.executeCommand('workflowAssets.insertReference', row, [row]);
      return opened.getText();
    };
    const other = objectOf('00000000-4e1e-4462-8d83-cd83ec9c1a67');
    for (const place of ['"x|"', '|', other.replace('info', 'in|fo'), 'nu|ll']) {
      const marked = prompt(['x']).replace('"x"', place);
      assert.equal(await insertInto(marked), prompt(['x']).replace('"x"', objectOf(id)), place);
    }
    const drawing = '{ "nodes": [{ "type": "LoadImage", "widgets_values": ["./x|.png"] }], "links": [] }';
    assert.equal(await insertInto(drawing), drawing.replace('|', ''));
    await desk.answers.read(/^Comfy API v2 takes assets in API-format workflows only\./);
  });
});
