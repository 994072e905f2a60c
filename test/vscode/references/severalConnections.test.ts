import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { startFakeProvider } from '../../fakes/startFakeProvider.ts';
import { Answers, until } from '../support/answers.ts';
import { fakeProvider, resetFakes } from '../support/fakes.ts';
import { hour, type PastUploads, pastUploads, workflow } from '../support/pastUploads.ts';
import { actionsAt, hintTexts, hoverOver, problemsOnce } from '../support/shownDocument.ts';

const box = 'comfyServer-gpubox';

describe('references of several connections', () => {
  let past: PastUploads;
  let second: FakeProvider;
  let answers: Answers;

  before(async () => {
    past = await pastUploads('connections');
    second = await startFakeProvider('comfyServer', { keepBytes: true });
  });
  after(async () => {
    await use('comfyServer');
    await setConnections(undefined);
    past?.close();
    await second?.close();
  });
  beforeEach(async () => {
    resetFakes();
    second.reset();
    answers = new Answers();
    await setConnections([{ id: box, name: 'GPU box', provider: 'comfyServer', endpoint: second.url }]);
    await use('comfyServer');
  });
  afterEach(async () => {
    answers.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  async function setConnections(value: unknown): Promise<void> {
    const { Global } = vscode.ConfigurationTarget;
    await vscode.workspace.getConfiguration().update('workflowAssets.connections', value, Global);
  }

  /** As if its row had been clicked. */
  async function use(id: string): Promise<void> {
    await vscode.commands.executeCommand('workflowAssets.useConnection', { type: 'connection', connection: { id } });
  }

  /** A record of an upload to the second server. */
  function atSecond(left: number | undefined): string {
    return past.ending(left, { origin: new URL(second.url).origin });
  }

  const names = (server: FakeProvider) => server.files.map(({ name }) => name);
  const plain = (text: string) => text.replaceAll('&nbsp;', ' ').replaceAll('\\', '');

  it('name their own in problems, hovers and quick fixes, and say which one this workspace uses', async () => {
    const [first, other] = [past.ending(-hour), atSecond(-hour)];
    const document = await past.open(workflow(first, other));
    const messages = await until('the names of the connections', async () => {
      const found = (await problemsOnce(document, 2)).map(({ message }) => message);
      return found.every((message) => /ComfyUI \(/.test(message)) ? found : undefined;
    });
    assert.match(messages[0] ?? '', /hero\.png at ComfyUI \(default\) expired on/);
    assert.match(messages[1] ?? '', /hero\.png at ComfyUI \(GPU box\) expired on/);
    assert.deepEqual(await hintTexts(document), ['expired · default · hero.png', 'expired · GPU box · hero.png']);
    assert.doesNotMatch(plain(await hoverOver(document, first)), /This workspace uses/);
    assert.match(
      plain(await hoverOver(document, other)),
      /hero\.png\*\* · ComfyUI \(GPU box\)[\s\S]*Uploaded with ComfyUI \(GPU box\)\. This workspace uses ComfyUI \(default\)\./,
    );
    const titles = (await actionsAt(document, other)).map(({ title }) => title);
    assert.ok(titles.includes('Renew and replace (hero.png, ComfyUI (GPU box))'), titles.join());
    await use(box);
    assert.match(plain(await hoverOver(document, first)), /This workspace uses ComfyUI \(GPU box\)\./);
    assert.doesNotMatch(plain(await hoverOver(document, other)), /This workspace uses/);
  });

  it('are renewed each at its own server, whichever this workspace uses', async () => {
    for (const inUse of ['comfyServer', box]) {
      resetFakes();
      second.reset();
      await use(inUse);
      const document = await past.open(workflow(past.ending(-hour), atSecond(-hour)));
      await problemsOnce(document, 2);
      await vscode.commands.executeCommand('workflowAssets.refreshExpired', document.uri.toString());
      await answers.read(/Renewed 2 references/);
      assert.equal(fakeProvider('comfyServer').files.length, 1);
      assert.equal(second.files.length, 1);
      const text = document.getText();
      assert.ok(text.includes(names(second)[0] ?? '?') && text.includes(names(fakeProvider('comfyServer'))[0] ?? '?'));
      answers.clear();
    }
  });

  it('are offered and replaced at the connection in use, which the lightbulb names', async () => {
    const document = await past.open(workflow('../images/portrait.jpg'));
    const titles = async () => (await actionsAt(document, 'portrait')).map(({ title }) => title);
    assert.ok((await titles()).includes('Upload to ComfyUI (default) and replace'));
    await use(box);
    assert.ok((await titles()).includes('Upload to ComfyUI (GPU box) and replace'));
    const source = vscode.Uri.file(join(past.root, 'images', 'portrait.jpg'));
    await past.api.upload(source, { provider: 'comfyServer' });
    assert.equal(second.files.length, 1);
    assert.equal(fakeProvider('comfyServer').files.length, 0);
    assert.ok((await titles()).some((title) => title.startsWith('Replace with existing ComfyUI (GPU box) reference')));
    await use('comfyServer');
    assert.ok(!(await titles()).some((title) => title.startsWith('Replace with existing')), (await titles()).join());
  });

  it('say that their connection was removed, and renewing asks for another one', async () => {
    const other = atSecond(-hour);
    const document = await past.open(workflow(other));
    await until('its name', async () =>
      /GPU box/.test((await problemsOnce(document, 1))[0]?.message ?? '') ? true : undefined,
    );
    await setConnections(undefined);
    await until('the hint', async () =>
      (await hintTexts(document)).join() === 'expired · connection removed · hero.png' ? true : undefined,
    );
    const hover = plain(await hoverOver(document, other));
    assert.match(hover, /ComfyUI \(GPU box, removed\)/);
    assert.match(hover, /Uploaded with a connection that was removed\. Renew the reference to use another one\./);
    const { showQuickPick } = vscode.window;
    const questions: string[] = [];
    Object.assign(vscode.window, {
      showQuickPick: async (items: readonly vscode.QuickPickItem[], options: vscode.QuickPickOptions) => {
        questions.push(options.placeHolder ?? '');
        return items[0];
      },
    });
    try {
      await vscode.commands.executeCommand('workflowAssets.refreshExpired', document.uri.toString());
      await answers.read(/Renewed the reference of hero\.png/);
    } finally {
      Object.assign(vscode.window, { showQuickPick });
    }
    assert.match(questions.join(), /The connection hero\.png was uploaded with was removed/);
    assert.equal(fakeProvider('comfyServer').files.length, 1);
    assert.equal(second.files.length, 0);
  });
});
