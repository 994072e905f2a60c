import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../support/answers.ts';
import { actionsAt, problemsOnce, runAction } from '../support/shownDocument.ts';
import { useSwapDesk } from '../support/swapDesk.ts';

function line(...images: readonly string[]): string {
  const nodes = images.map((image, index) => [`${index + 1}`, { class_type: 'LoadImage', inputs: { image } }]);
  return JSON.stringify(Object.fromEntries(nodes));
}

describe('JSON Lines', () => {
  const desk = useSwapDesk();

  it('have a lightbulb on every line, and an edit changes that line alone', async () => {
    await desk.pictures('a.png', 'b.png');
    const broken = '{"1": {"class_type": "LoadImage", "inputs": {"image": "./a.png"';
    const lines = [line('./a.png'), broken, line('./b.png'), ''];
    const document = await desk.open(lines.join('\n'), 'batch.jsonl');
    assert.equal(document.languageId, 'jsonl');
    await runAction(document, './b.png', /^Upload to ComfyUI and replace$/);
    await until('the edit', () => document.getText() === lines.with(2, line('b.png')).join('\n') || undefined);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), lines.join('\n'));
  });

  it('are swapped as a whole and restored, line by line', async () => {
    await desk.pictures('a.png', 'b.png');
    const text = `${[line('./a.png', './b.png'), '', line('./b.png')].join('\r\n')}\r\n`;
    const document = await desk.open(text, 'batch.ndjson');
    await problemsOnce(document, 3);
    const titles = (await actionsAt(document, './a.png')).map(({ title }) => title);
    assert.ok(titles.includes('Upload all 2 local files and replace...'), titles.join());
    await desk.swap();
    await desk.answers.read(/^Replaced 3 /);
    assert.equal(document.getText(), text.replaceAll('./', ''));
    assert.equal(desk.server.files.length, 2);
    await vscode.commands.executeCommand('workflowAssets.restoreLocalPaths', document.uri);
    await desk.answers.read(/local paths were restored/);
    assert.equal(document.getText(), text);
  });

  it('stay asleep where they are a data set', async () => {
    await desk.pictures('a.png');
    const row = '{"image": "./a.png", "text": "a cat"}\n';
    const document = await desk.open(row.repeat(3), 'metadata.jsonl');
    const other = await desk.open(`${line('./a.png')}\n${line('./a.png')}\n`, 'batch.jsonl');
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: false });
    await problemsOnce(other, 2);
    assert.deepEqual(await actionsAt(document, './a.png'), []);
  });
});
