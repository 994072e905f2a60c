import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { png } from '../../unit/uploads/mediaSamples.ts';
import { until } from '../support/answers.ts';
import { checkedIn, linesOf } from '../support/preview.ts';
import { imagesIn, prompt, swapCommand, useSwapDesk } from '../support/swapDesk.ts';

describe('swapping all local files of a document', () => {
  const desk = useSwapDesk();

  describe('the preview', () => {
    it('says what goes where before anything is sent, and nothing is where it is closed', async () => {
      await desk.pictures('a.png', 'b.png');
      const document = await desk.open(prompt(['a.png', 'b.png', 'a.png', 'gone.png']));
      const running = vscode.commands.executeCommand(swapCommand);
      const pick = await desk.previews.shown();
      assert.match(
        pick.title ?? '',
        /^Upload and Replace: 2 files, \d.* kB to ComfyUI(, \d probably reused)?, 1 missing$/,
      );
      const [to, a, b, notFound, gone] = linesOf(pick);
      assert.equal(to, '— to ComfyUI');
      assert.match(a ?? '', /^a\.png: \d(?:\.\d)? kB/);
      assert.match(b ?? '', /^b\.png: /);
      assert.deepEqual([notFound, gone], ['— unchanged', 'gone.png: not found']);
      assert.match(pick.items[1]?.detail ?? '', /a\.png → LoadImage #1, LoadImage #3$/);
      assert.deepEqual(checkedIn(pick), ['a.png', 'b.png']);
      await desk.previews.close();
      await running;
      assert.equal(desk.server.requests.length, 0);
      assert.equal(document.isDirty, false);
    });

    it('knows without reading them which files are there already', async () => {
      await desk.pictures('a.png', 'b.png');
      await desk.open(prompt(['a.png']), 'first.json');
      const first = vscode.commands.executeCommand(swapCommand);
      await desk.previews.accept();
      await first;
      await desk.open(prompt(['./a.png', './b.png']), 'second.json');
      const second = vscode.commands.executeCommand(swapCommand);
      const pick = await desk.previews.shown();
      assert.match(pick.title ?? '', /2 files, .*, 1 reused/);
      assert.match(linesOf(pick)[1] ?? '', /a\.png: .* · already uploaded, will be reused$/);
      await desk.previews.accept();
      await second;
      assert.equal(desk.server.files.length, 2);
    });

    it('says so where there is nothing to do', async () => {
      await desk.open('{"1": {"class_type": "LoadImage", "inputs": {"image": "https://example.org/a.png"}}}');
      await vscode.commands.executeCommand(swapCommand);
      await desk.answers.read(/workflow\.json doesn't name any local media files/);
      assert.equal(desk.server.requests.length, 0);
    });
  });

  describe('the swap', () => {
    it('replaces every place, sends each file once, and one undo restores the text', async () => {
      await desk.pictures('a.png', 'b.png');
      const text = prompt(['a.png', 'b.png', './a.png', 'a.png']);
      const document = await desk.open(text);
      await desk.swap();
      const [a, b] = ['a.png', 'b.png'].map((name) => desk.server.files.find((file) => file.name === name)?.reference);
      assert.deepEqual(imagesIn(document.getText()), [a, b, a, a]);
      assert.equal(desk.server.files.length, 2);
      await desk.answers.read(/^Replaced 4 paths with ComfyUI references\.$/);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), text);
    });

    it('keeps CRLF and the byte order mark: the saved file differs in the strings alone', async () => {
      await desk.pictures('a.png');
      const text = `\ufeff${prompt(['a.png', 'a.png'], '\r\n')}`;
      await vscode.workspace.fs.rename(desk.uri('a.png'), desk.uri('the picture.png'));
      const document = await desk.open(text.replaceAll('a.png', 'the picture.png'));
      desk.server.inject({ what: 'alter', set: { name: 'other name.png' } });
      await desk.swap();
      await document.save();
      assert.equal(await desk.onDisk(), text.replaceAll('a.png', 'other name.png'));
    });

    it('takes a document as it is in the editor, unsaved changes included', async () => {
      await desk.pictures('a.png', 'b.png');
      const document = await desk.open(prompt(['a.png']));
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), prompt(['b.png', 'typed.png']));
      await vscode.workspace.applyEdit(edit);
      desk.server.inject({ what: 'alter', set: { name: 'sent.png' } });
      await desk.swap();
      assert.deepEqual(imagesIn(document.getText()), ['sent.png', 'typed.png']);
      assert.equal(await desk.onDisk(), prompt(['a.png']));
    });

    it('is 40 uploads for 200 inputs of 40 files, and one undo', async () => {
      const names = Array.from({ length: 40 }, (_, index) => `file ${index}.png`);
      await desk.pictures(...names);
      const text = prompt(Array.from({ length: 200 }, (_, index) => names[(index * 7) % 40] as string));
      const document = await desk.open(text);
      await desk.swap();
      assert.equal(desk.server.files.length, 40);
      assert.ok(desk.server.peakConcurrency <= 3);
      // A ComfyUI server calls most of them what the document calls them.
      await desk.answers.read(/^Replaced 200 paths with ComfyUI references\.$/);
      const handedOut = new Set(desk.server.files.map(({ reference }) => reference));
      assert.ok(imagesIn(document.getText()).every((name) => handedOut.has(name)));
    });

    it('works on several documents at once, opened or not', async () => {
      await desk.pictures('a.png', 'b.png');
      await desk.open(prompt(['./a.png']), 'one.json');
      await writeFile(join(desk.folder, 'two.json'), prompt(['./b.png', './a.png']));
      const uris = ['one.json', 'two.json', 'a.png'].map((name) => desk.uri(name));
      const running = vscode.commands.executeCommand(swapCommand, uris[0], uris);
      const pick = await desk.previews.shown();
      assert.match(pick.items[1]?.detail ?? '', /one\.json: LoadImage #1, two\.json: LoadImage #2/);
      await desk.previews.accept();
      await running;
      assert.equal(desk.server.files.length, 2);
      for (const [name, images] of [
        ['one.json', ['a.png']],
        ['two.json', ['b.png', 'a.png']],
      ] as const) {
        const document = await vscode.workspace.openTextDocument(desk.uri(name));
        assert.deepEqual(imagesIn(document.getText()), images, name);
        assert.equal(document.isDirty, true, name);
      }
      const { buttons } = await desk.answers.read(/^Replaced 3 paths with ComfyUI references\.$/);
      assert.deepEqual(buttons, ['Save All']);
    });

    it('saves several documents by the button of its message', async () => {
      await desk.pictures('a.png');
      for (const name of ['one.json', 'two.json']) {
        await writeFile(join(desk.folder, name), prompt(['./a.png']));
      }
      const uris = ['one.json', 'two.json'].map((name) => desk.uri(name));
      desk.answers.next(/^Replaced 2 paths/, 'Save All');
      const running = vscode.commands.executeCommand(swapCommand, uris[0], uris);
      await desk.previews.accept();
      await running;
      for (const name of ['one.json', 'two.json']) {
        await until(`${name} on disk`, async () =>
          (await readFile(join(desk.folder, name), 'utf8')) === prompt(['a.png']) ? true : undefined,
        );
      }
    });
  });

  describe('what happens meanwhile', () => {
    it('leaves an input alone that was changed, finds those that moved, lists the former, and is one undo', async () => {
      await desk.pictures('a.png', 'b.png', 'c.png');
      const document = await desk.open(prompt(['./a.png', './b.png', './c.png']));
      const { promise, resolve: letGo } = Promise.withResolvers<void>();
      desk.server.inject({ what: 'stall', when: 'afterBody', until: promise, times: 3 });
      const running = vscode.commands.executeCommand(swapCommand);
      await desk.previews.accept();
      await until('the uploads', () => (desk.server.requests.length === 3 ? true : undefined));
      const edit = new vscode.WorkspaceEdit();
      const changed = document.getText().indexOf('./a.png');
      edit.replace(
        document.uri,
        new vscode.Range(document.positionAt(changed), document.positionAt(changed + 7)),
        'mine.png',
      );
      edit.insert(document.uri, new vscode.Position(1, 0), '  "0": { "class_type": "Note" },\n\n');
      await vscode.workspace.applyEdit(edit);
      const typed = document.getText();
      letGo();
      await running;
      assert.equal(document.getText(), typed.replace('./b.png', 'b.png').replace('./c.png', 'c.png'));
      const { message } = await desk.answers.read(/changed during the upload/);
      assert.match(
        message,
        /^Replaced 2 of 3 paths with ComfyUI references\. a\.png was changed during the upload, so it was left alone\.$/,
      );
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), typed);
    });

    describe('in a list of nodes', () => {
      const node = (id: number, image: string): string =>
        `    { "id": ${id}, "type": "LoadImage", "widgets_values": ["${image}", "image"] }`;
      const drawing = (...nodes: readonly string[]): string =>
        `{\n  "last_node_id": 9,\n  "links": [],\n  "nodes": [\n${nodes.join(',\n')}\n  ]\n}\n`;

      /** Swaps a document of two pictures, and edits it while they are on their way. */
      async function swapWhile(edits: readonly (readonly [from: string, to: string])[]): Promise<string> {
        await desk.pictures('a.png', 'b.png');
        const text = drawing(node(1, './a.png'), node(2, './b.png'));
        const document = await desk.open(text);
        const { promise, resolve: letGo } = Promise.withResolvers<void>();
        desk.server.inject({ what: 'stall', when: 'afterBody', until: promise, times: 2 });
        const running = vscode.commands.executeCommand(swapCommand);
        await desk.previews.accept();
        await until('the uploads', () => (desk.server.requests.length === 2 ? true : undefined));
        for (const [from, to] of edits) {
          const change = new vscode.WorkspaceEdit();
          const start = document.getText().indexOf(from);
          const range = new vscode.Range(document.positionAt(start), document.positionAt(start + from.length));
          change.replace(document.uri, range, to);
          await vscode.workspace.applyEdit(change);
        }
        letGo();
        await running;
        return document.getText();
      }

      it('finds every input again where something was put before them', async () => {
        const after = await swapWhile([['"nodes": [\n', `"nodes": [\n${node(7, 'mine.png')},\n`]]);
        assert.equal(after, drawing(node(7, 'mine.png'), node(1, 'a.png'), node(2, 'b.png')));
        await desk.answers.read(/^Replaced 2 paths with ComfyUI references\.$/);
      });

      it('leaves a copy alone that has the place of an input which was changed', async () => {
        const after = await swapWhile([
          ['./a.png', 'mine.png'],
          ['"nodes": [\n', `"nodes": [\n${node(7, './a.png')},\n`],
        ]);
        assert.equal(after, drawing(node(7, './a.png'), node(1, 'mine.png'), node(2, 'b.png')));
        await desk.answers.read(
          /^Replaced 1 of 2 paths with a ComfyUI reference\. a\.png was changed during the upload, so it was left alone\.$/,
        );
      });
    });

    it('keeps what worked where a part fails, and Retry sends only the rest', async () => {
      await desk.pictures('a.png', 'b.png', 'c.png');
      const text = prompt(['./a.png', './b.png', './c.png']);
      const document = await desk.open(text);
      desk.server.inject({ what: 'emptyBody', skip: 1 });
      desk.answers.next(/^Replaced 2 of 3/, 'Retry');
      await desk.swap();
      const { message, buttons } = await desk.answers.read(/^Replaced 2 of 3/);
      assert.match(message, /^Replaced 2 of 3 paths with ComfyUI references\. .*unexpected response/);
      assert.ok(buttons.includes('Retry'), buttons.join(', '));
      await until(
        'the rest',
        () => (document.getText().includes('./') ? undefined : true),
        () => document.getText(),
      );
      assert.equal(desk.server.requests.length, 4);
      assert.deepEqual(imagesIn(document.getText()), ['a.png', 'b.png', 'c.png']);
      await desk.answers.read(/^Replaced 3 paths with ComfyUI references\.$/);
      // Two edits, because there were two: each can be undone.
      await vscode.commands.executeCommand('undo');
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), text);
    });

    it('opens a document again that was closed', async () => {
      await desk.pictures('a.png');
      const document = await desk.open(prompt(['./a.png']));
      desk.server.inject({ what: 'stall', when: 'afterBody', milliseconds: 600 });
      const running = vscode.commands.executeCommand(swapCommand);
      await desk.previews.accept();
      await until('the upload', () => (desk.server.requests.length === 1 ? true : undefined));
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await running;
      const again = await vscode.workspace.openTextDocument(document.uri);
      assert.deepEqual(imagesIn(again.getText()), ['a.png']);
      assert.equal(await desk.onDisk(), prompt(['./a.png']));
    });

    it('says so where the document is gone, and the reference stays in the history', async () => {
      await desk.pictures('a.png');
      const content = prompt([join(desk.folder, 'a.png')]);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'json', content }));
      desk.server.inject({ what: 'stall', when: 'afterBody', milliseconds: 3000 });
      const running = vscode.commands.executeCommand(swapCommand);
      await desk.previews.accept();
      await until('the upload', () => (desk.server.requests.length === 1 ? true : undefined));
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      await until('the document to be gone', () =>
        vscode.workspace.textDocuments.some(({ uri }) => uri.scheme === 'untitled') ? undefined : true,
      );
      await running;
      await desk.answers.read(
        /^Nothing was replaced\. Untitled-\d+ can't be edited\. The references are in the Uploads view\.$/,
      );
    });
  });

  describe('a file outside the workspace', () => {
    let outside = '';
    beforeEach(async () => {
      outside = join(tmpdir(), `outside-${randomUUID()}.png`);
      await writeFile(outside, png(3000));
    });
    afterEach(() => rm(outside, { force: true }));

    it('is not chosen to begin with, and is not sent without being chosen', async () => {
      await desk.pictures('a.png');
      const document = await desk.open(prompt(['./a.png', outside]));
      const running = vscode.commands.executeCommand(swapCommand);
      const pick = await desk.previews.shown();
      assert.deepEqual(checkedIn(pick), ['a.png']);
      assert.match(linesOf(pick).join('\n'), /outside-.*: .* · outside the workspace, needs your consent/);
      await desk.previews.accept();
      await running;
      assert.deepEqual(imagesIn(document.getText()), ['a.png', outside]);
      assert.equal(desk.server.files.length, 1);
    });

    it('is sent only after a question that names its whole path', async () => {
      const document = await desk.open(prompt([outside]));
      const swapOutside = async (): Promise<void> => {
        const running = vscode.commands.executeCommand(swapCommand);
        const pick = await desk.previews.shown();
        pick.selectedItems = pick.items.filter(({ label }) => label === basename(outside));
        await new Promise<void>((resolve) => pick.onDidChangeSelection((chosen) => chosen.length > 0 && resolve()));
        await desk.previews.accept();
        await running;
      };
      await swapOutside();
      const asked = await desk.answers.read(/^Upload outside-.* to ComfyUI\?$/);
      assert.equal(asked.isModal, true);
      assert.ok(asked.detail?.startsWith(outside), asked.detail);
      assert.equal(desk.server.requests.length, 0, 'sent without a yes');
      assert.deepEqual(imagesIn(document.getText()), [outside]);
      desk.answers.next(/^Upload outside-/, 'Upload This File');
      await swapOutside();
      assert.deepEqual(imagesIn(document.getText()), [basename(outside)]);
    });
  });
});
