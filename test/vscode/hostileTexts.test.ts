import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { png } from '../unit/uploads/mediaSamples.ts';
import { Answers } from './support/answers.ts';
import { type Dismissal, dismissQuestions } from './support/dismissal.ts';
import { fakeProvider, resetFakes } from './support/fakes.ts';
import { giveKey, takeKey } from './support/keys.ts';
import { hour, type PastUploads, pastUploads, workflow } from './support/pastUploads.ts';
import { recordShownTexts, type ShownTexts } from './support/shownTexts.ts';

/** All of them can be names of files. */
const hostileTexts = {
  'a link that runs a command': '[Show](command:workbench.action.quit)',
  'characters that turn the order around': '\u202Egnp.exe\u2066a',
  'a line break and control characters': 'a\r\nb\u0007\u001B[31m',
  'an icon': '$(flame)$(loading~spin)',
  'a placeholder': '{0}{1}',
  'characters nobody sees': 'a\u200Bb\uFEFF',
} as const;

/** As VS Code finds links in notifications, progress titles and input boxes. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
/** As VS Code finds icons in lists and the status bar; those at the beginning are the extension's own. */
const icon = /(?<!^)(?<!\\)\$\([a-z0-9-]+(?:~[a-z]+)?\)/i;
const unseen = /[^\P{C}\n\u2060]/u;

describe('Texts from outside, in messages, lists, boxes and progress', () => {
  let past: PastUploads;
  let dismissal: Dismissal;
  let shown: ShownTexts;

  before(async () => {
    past = await pastUploads('hostile');
    await giveKey('runningHub');
    dismissal = dismissQuestions();
    // The first provider of each list, so that what follows the choice is seen as well.
    const chooseFirst = async (items: readonly unknown[]): Promise<unknown> => items[0];
    Object.defineProperty(vscode.window, 'showQuickPick', { value: chooseFirst, configurable: true, writable: true });
    shown = recordShownTexts();
  });
  beforeEach(() => {
    resetFakes();
    shown.clear();
  });
  after(async () => {
    // What other suites remove is what they undo.
    for (const _what of Object.keys(hostileTexts)) {
      await run('undoRemoval');
    }
    await past?.history.removeAll();
    shown?.end();
    dismissal?.end();
    const answers = new Answers();
    await takeKey('runningHub', answers);
    answers.dispose();
    past?.close();
  });

  async function run(name: string, ...args: readonly unknown[]): Promise<void> {
    await dismissal.run(name, () => vscode.commands.executeCommand(`workflowAssets.${name}`, ...args));
  }

  /** @param mark must have been shown, or the test would prove nothing */
  function assertHarmless(mark: string): void {
    assert.ok(
      shown.texts.some(({ text }) => text.includes(mark)),
      `${mark} among ${JSON.stringify(shown.texts)}`,
    );
    for (const { by, text } of shown.texts) {
      assert.doesNotMatch(text, link, by);
      assert.doesNotMatch(text, icon, by);
      assert.doesNotMatch(text, unseen, by);
    }
  }

  for (const [what, hostile] of Object.entries(hostileTexts)) {
    describe(`with ${what}`, () => {
      /** A file of that name with bytes of its own, whose name ends in a mark. */
      function hostileFile(): { readonly uri: vscode.Uri; readonly mark: string } {
        const mark = `${randomUUID().slice(0, 8)}`;
        const file = join(past.folder, `${hostile}${mark}.png`);
        writeFileSync(file, Buffer.concat([png(2_000), Buffer.from(randomUUID())]));
        return { uri: vscode.Uri.file(file), mark };
      }

      it('are harmless as the name of an uploaded file', async () => {
        const { uri, mark } = hostileFile();
        await run('uploadTo.comfyServer', uri, [uri]);
        assertHarmless(mark);
      });

      it('are harmless as the name of a file that is asked about', async () => {
        const { uri, mark } = hostileFile();
        await run('upload', uri, [uri]);
        assertHarmless(mark);
      });

      it('are harmless as the reply of a provider', async () => {
        const { uri } = hostileFile();
        const mark = 'reply-mark';
        fakeProvider('runningHub').inject({ what: 'code', code: 1501, msg: `${hostile} ${mark}` });
        await run('uploadTo.runningHub', uri, [uri]);
        assertHarmless(mark);
      });

      it('are harmless in a record that is copied, renewed, deleted and removed', async () => {
        const mark = `${randomUUID().slice(0, 8)}`;
        const value = past.ending(-hour, { fileName: `${hostile}${mark}.png`, mediaType: hostile, account: hostile });
        const record = past.history.findByReference(value);
        assert.ok(record);
        const row = { type: 'record', key: 'x', group: undefined, record };
        for (const command of [
          'copyReference',
          'copyAs',
          'findUsages',
          'showReason',
          'deleteAtProvider',
          'renewUpload',
          'removeFromHistory',
        ]) {
          await run(command, row, [row]);
        }
        assertHarmless(mark);
      });

      it('are harmless as a path in a document', async () => {
        const { uri, mark } = hostileFile();
        const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
        const document = await past.open(workflow(`./${name}`, `./missing/${name}`));
        await run('swapReferences', document.uri);
        assertHarmless(mark);
        await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      });
    });
  }
});
