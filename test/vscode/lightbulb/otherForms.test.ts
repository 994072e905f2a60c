import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { png } from '../../unit/uploads/mediaSamples.ts';
import { allowUploads } from '../support/answers.ts';
import { fakeProvider, publicLink } from '../support/fakes.ts';
import { giveKey, takeKey } from '../support/keys.ts';
import { actionsAt, runAction } from '../support/shownDocument.ts';
import { useSwapDesk } from '../support/swapDesk.ts';

const inlining = /^Inline as Data URI$/;
const uploadingLink = /^Upload this link and replace$/;

describe('other forms that a provider takes', () => {
  const desk = useSwapDesk();
  const titlesAt = async (document: vscode.TextDocument, text: string): Promise<readonly string[]> =>
    (await actionsAt(document, text)).map(({ title }) => title);

  describe('a data URI', () => {
    const request = (image: string): string => `{\n  "model": "gen4_turbo",\n  "promptImage": "${image}"\n}\n`;

    it('takes the place of a path as one undo step, and gives it back to the byte', async () => {
      const bytes = png(6000);
      await writeFile(join(desk.folder, 'a.png'), bytes);
      const text = request('.\\/a.png');
      const document = await desk.open(text);
      await runAction(document, 'a.png', inlining);
      const inlined = request(`data:image/png;base64,${bytes.toString('base64')}`);
      assert.equal(document.getText(), inlined);
      assert.deepEqual(fakeProvider('runway').requests, []);

      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), text);
      await vscode.commands.executeCommand('redo');
      assert.equal(document.getText(), inlined);
      await vscode.commands.executeCommand('workflowAssets.restoreLocalPaths');
      assert.equal(document.getText(), text);
    });

    it('gives back the path of a file too long to be remembered whole', async () => {
      await writeFile(join(desk.folder, 'long.png'), png(300_000));
      const document = await desk.open(request('./long.png'));
      await runAction(document, './long.png', inlining);
      assert.ok(document.getText().length > 400_000);
      await vscode.commands.executeCommand('workflowAssets.restoreLocalPaths');
      assert.equal(document.getText(), request('./long.png'));
    });

    it('is offered within the limits of the provider only, and in its documents', async () => {
      await writeFile(join(desk.folder, 'fits.png'), png(3_749_000));
      await writeFile(join(desk.folder, 'large.png'), png(3_751_000));
      await writeFile(join(desk.folder, 'a.gif'), png(2000));
      const document = await desk.open(
        JSON.stringify({ model: 'x', promptImage: ['fits.png', 'large.png', 'a.gif'].map((uri) => ({ uri })) }),
      );
      await runAction(document, 'fits.png', inlining);
      for (const name of ['large.png', 'a.gif']) {
        assert.ok(!(await titlesAt(document, name)).some((title) => inlining.test(title)), name);
      }
      const task = JSON.stringify([{ taskType: 'imageInference', seedImage: 'fits.png' }]);
      const other = await desk.open(task, 'runware.json');
      assert.ok(!(await titlesAt(other, 'fits.png')).some((title) => inlining.test(title)));
    });

    it('passes the gate: nothing is inlined where the person says no', async () => {
      await desk.pictures('a.png');
      const outside = vscode.Uri.joinPath(desk.uri('.'), '../../outside.png').fsPath;
      await writeFile(outside, png(2000));
      const document = await desk.open(request(outside));
      desk.answers.allowsUploads = false;
      await runAction(document, 'outside.png', inlining);
      const asked = await desk.answers.read(/^Upload outside\.png to Runway/);
      assert.ok(asked.detail?.startsWith(outside));
      assert.ok(!asked.buttons.includes(allowUploads));
      assert.equal(document.getText(), request(outside));
    });
  });

  describe('a link', () => {
    const task = (image: string): string => JSON.stringify([{ taskType: 'imageInference', seedImage: image }]);
    before(() => giveKey('runware'));
    after(() => takeKey('runware', desk.answers));

    it('is downloaded by the provider once the person has agreed, and replaced by the reference', async () => {
      const document = await desk.open(task(publicLink));
      desk.answers.next(/^Let Runware download this link/, 'Upload This Link');
      await runAction(document, publicLink, uploadingLink);
      const [asked] = desk.answers.asked;
      assert.ok(asked?.isModal && asked.detail?.startsWith(publicLink));
      const reference = fakeProvider('runware').files[0]?.reference ?? '';
      assert.equal(document.getText(), task(reference));
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), task(publicLink));
      await vscode.commands.executeCommand('redo');
      await vscode.commands.executeCommand('workflowAssets.restoreLocalPaths');
      assert.equal(document.getText(), task(publicLink));
    });

    it('stays where the person says no', async () => {
      const document = await desk.open(task(publicLink));
      await runAction(document, publicLink, uploadingLink);
      assert.equal(document.getText(), task(publicLink));
      assert.deepEqual(fakeProvider('runware').files, []);
    });

    it("isn't offered for addresses that only this network can reach, nor in other documents", async () => {
      const links = ['http://127.0.0.1:8188/a.png', 'http://192.168.1.20/b.png', 'http://gpu-box.local/c.png'];
      const document = await desk.open(JSON.stringify(links.map((seedImage) => ({ taskType: 'x', seedImage }))));
      const other = await desk.open(JSON.stringify({ model: 'x', promptImage: publicLink }), 'runway.json');
      const allowed = await desk.open(task(publicLink), 'public.json');
      await runAction(allowed, publicLink, uploadingLink);
      for (const link of links) {
        assert.deepEqual(await titlesAt(document, link), []);
      }
      assert.ok(!(await titlesAt(other, publicLink)).some((title) => uploadingLink.test(title)));
    });
  });
});
