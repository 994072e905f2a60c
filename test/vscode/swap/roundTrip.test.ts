import assert from 'node:assert/strict';
import { copyFile, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ProviderId } from '../../../src/core/providers/providerId.ts';
import { until } from '../support/answers.ts';
import { fakeProvider } from '../support/fakes.ts';
import { giveKey, takeKey } from '../support/keys.ts';
import { useSwapDesk } from '../support/swapDesk.ts';

/** Where the files of each sample go. */
const samples: Readonly<Record<string, ProviderId>> = {
  'postcards.runware.json': 'runware',
  'poster.comfyui-api.json': 'comfyServer',
  'restyle-video.comfyui.json': 'comfyServer',
  'talking-portrait.runninghub.json': 'runningHub',
  'teaser.runway.json': 'runway',
};

describe('all local paths swapped and restored', () => {
  const desk = useSwapDesk();
  const keyed: readonly ProviderId[] = ['runware', 'runningHub', 'runway'];
  const folder = join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'workflows');

  before(async () => {
    for (const provider of keyed) {
      await giveKey(provider);
    }
  });
  after(async () => {
    for (const provider of keyed) {
      await takeKey(provider, desk.answers);
    }
  });

  it('is tried with every sample there is', async () => {
    assert.deepEqual((await readdir(folder)).sort(), Object.keys(samples).sort());
  });

  for (const [name, provider] of Object.entries(samples)) {
    it(`give the bytes of ${name} again`, async () => {
      const before = await readFile(join(folder, name));
      // A copy beside it: the samples belong to all suites.
      const copy = vscode.Uri.file(join(folder, `round-trip-${name}`));
      await copyFile(join(folder, name), copy.fsPath);
      try {
        const document = await vscode.workspace.openTextDocument(copy);
        await vscode.window.showTextDocument(document, { preview: false });
        await desk.swap();
        const { message } = await desk.answers.read(/^Replaced /);
        assert.doesNotMatch(message, /left alone|failed|Cannot/i);
        const swapped = document.getText();
        const { files } = fakeProvider(provider);
        assert.ok(files.length > 0);
        for (const { reference } of files) {
          assert.ok(swapped.includes(JSON.stringify(reference).slice(1, -1)), `${reference} in ${swapped}`);
        }
        assert.doesNotMatch(swapped, /"\.\.\/(?:images|video|audio)\//);
        await document.save();
        await vscode.commands.executeCommand('workflowAssets.restoreLocalPaths', copy);
        await desk.answers.read(/local paths? (?:was|were) restored/);
        await document.save();
        await until('the original bytes', async () =>
          (await readFile(copy.fsPath)).equals(before) ? true : undefined,
        );
      } finally {
        await vscode.commands.executeCommand('workbench.action.closeAllEditors');
        await rm(copy.fsPath, { force: true });
      }
    });
  }
});
