import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { HistoryStore } from '../../../src/core/history/historyStore.ts';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import type { WorkflowAssetsApi } from '../../../src/editor/api.ts';
import type { RecordNode } from '../../../src/editor/uploadsView/rows/uploadNodes.ts';
import { openUploadHistory } from '../../harness/uploadHistory.ts';
import { ids, runwayRecord, sampleRecord } from '../../unit/history/sampleRecords.ts';
import { Answers } from '../support/answers.ts';
import { linesOf, Previews } from '../support/preview.ts';
import { withWindow } from '../support/replacedWindow.ts';
import { problemsOnce } from '../support/shownDocument.ts';

const hour = 3_600_000;
const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
const folder = join(root, 'uploads-view');

/** A row carries what it shows; a command goes by its record's id alone. */
const facts = {} as RecordNode['facts'];

function row(record: UploadRecord): RecordNode {
  return { type: 'record', key: record.id, group: undefined, record, facts };
}

async function run(command: string, ...records: UploadRecord[]): Promise<void> {
  const nodes = records.map(row);
  await vscode.commands.executeCommand(`workflowAssets.${command}`, nodes[0], nodes);
}

function file(name: string): vscode.Uri {
  return vscode.Uri.file(join(folder, name));
}

/** Opens a new document with the cursor where the text has a `|`; what lies between two of them is selected. */
async function openAt(name: string, text: string): Promise<vscode.TextDocument> {
  const [before = '', selected = ''] = text.split('|');
  writeFileSync(join(folder, name), text.replaceAll('|', ''));
  const document = await vscode.workspace.openTextDocument(file(name));
  const editor = await vscode.window.showTextDocument(document);
  const start = document.positionAt(before.length);
  const isCursor = text.indexOf('|') === text.lastIndexOf('|');
  editor.selection = new vscode.Selection(
    start,
    isCursor ? start : document.positionAt(before.length + selected.length),
  );
  return document;
}

describe('commands of the Uploads view', () => {
  const image = sampleRecord(1);
  const made = runwayRecord(2);
  const poster = {
    ...made,
    uploadedAt: Date.now() - hour,
    reference: { ...made.reference, expiresAt: Date.now() + 23 * hour },
  };
  let history: HistoryStore;

  before(async () => {
    const extension = vscode.extensions.getExtension<WorkflowAssetsApi>('workflow-assets.workflow-assets');
    assert.ok(extension);
    const api = await extension.activate();
    await api.uploads();
    mkdirSync(folder, { recursive: true });
    history = await openUploadHistory(root);
  });
  beforeEach(async () => {
    await history.removeAll();
    await history.restore([image, poster]);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await history?.removeAll();
    history?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe('copying', () => {
    it('gives one reference per line, and counts as use', async () => {
      await run('copyReference', image, poster);
      assert.equal(await vscode.env.clipboard.readText(), `${image.reference.value}\n${poster.reference.value}`);
      assert.ok((history.get(image.id)?.lastUsedAt ?? 0) > image.lastUsedAt);
    });

    it('gives an upload once although it is selected in two groups', async () => {
      await run('copyReference', image, image);
      assert.equal(await vscode.env.clipboard.readText(), image.reference.value);
    });

    it("gives JSON for the provider's API", async () => {
      await run('copySnippet', poster);
      assert.deepEqual(JSON.parse(await vscode.env.clipboard.readText()), { promptImage: poster.reference.value });
      await run('copySnippet', image, poster);
      assert.deepEqual(JSON.parse(await vscode.env.clipboard.readText()), [
        { nodeId: '', fieldName: 'image', fieldValue: image.reference.value },
        { promptImage: poster.reference.value },
      ]);
    });

    it('leads to the templates for other forms', async () => {
      let labels: readonly string[] = [];
      const showQuickPick = async (items: readonly vscode.QuickPickItem[]) => {
        labels = items.map(({ label }) => label);
        return undefined;
      };
      await withWindow({ showQuickPick }, () => run('copyAs', poster));
      assert.deepEqual(labels, ['Runway URI', 'JSON for the API', 'Configure Templates...']);
    });

    it('does nothing without a row', async () => {
      await vscode.env.clipboard.writeText('before');
      await vscode.commands.executeCommand('workflowAssets.copyReference', { type: 'else' });
      assert.equal(await vscode.env.clipboard.readText(), 'before');
    });
  });

  describe('inserting into the editor', () => {
    const value = JSON.stringify(poster.reference.value);

    it('replaces the string the cursor is in, as one undo step', async () => {
      const text = '{\n  "promptImage": "../images/|hero.png",\n  "seed": 4294967295\n}\n';
      const document = await openAt('string.json', text);
      await run('insertReference', poster);
      assert.equal(document.getText(), text.replace('"../images/|hero.png"', value));
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), text.replace('|', ''));
    });

    it('inserts a string where there is none', async () => {
      const document = await openAt('empty.json', '{ "promptImage": | }');
      await run('insertReference', poster);
      assert.equal(document.getText(), `{ "promptImage": ${value} }`);
    });

    it('inserts several as strings of a list', async () => {
      const document = await openAt('list.json', '[|]');
      await run('insertReference', poster, image);
      assert.deepEqual(JSON.parse(document.getText()), [poster.reference.value, image.reference.value]);
    });

    for (const [where, text, expected] of [
      ['within its quotes', '{ "promptImage": "|../images/hero.png|" }', `{ "promptImage": ${value} }`],
      ['with its quotes', '{ "promptImage": |"../images/hero.png"| }', `{ "promptImage": ${value} }`],
      ['in part', '{ "promptImage": "../images/|hero|.png" }', `{ "promptImage": ${value} }`],
    ] as const) {
      it(`replaces a string that is selected ${where}`, async () => {
        const document = await openAt(`selected ${where}.json`, text);
        await run('insertReference', poster);
        assert.equal(document.getText(), expected);
      });
    }

    it('replaces any other selection by strings', async () => {
      const document = await openAt('selected.json', '[1, |2, null|]');
      await run('insertReference', poster, image);
      assert.deepEqual(JSON.parse(document.getText()), [1, poster.reference.value, image.reference.value]);
    });

    it('replaces one string of a list by several', async () => {
      const document = await openAt('listed.json', '["a|.png"]');
      await run('insertReference', poster, image);
      assert.deepEqual(JSON.parse(document.getText()), [poster.reference.value, image.reference.value]);
    });

    it('replaces a selection outside JSON by plain text', async () => {
      const document = await openAt('selected.txt', 'see |this| one');
      await run('insertReference', poster);
      assert.equal(document.getText(), `see ${poster.reference.value} one`);
    });

    it('says so when the document rejects the edit, and counts no use', async () => {
      const { applyEdit } = vscode.workspace;
      const answers = new Answers();
      Object.defineProperty(vscode.workspace, 'applyEdit', { value: async () => false, configurable: true });
      try {
        await openAt('refused.json', '{ "promptImage": "|a.png|" }');
        await run('insertReference', poster);
        await answers.read(/^Nothing was inserted: refused\.json can't be edited\.$/);
        assert.equal(history.get(poster.id)?.lastUsedAt, poster.lastUsedAt);
      } finally {
        Object.defineProperty(vscode.workspace, 'applyEdit', { value: applyEdit, configurable: true });
        answers.dispose();
      }
    });

    it('uses the form of reference that works there', async () => {
      const text = '[{ "taskType": "imageInference", "seedImage": "|a.png" }]';
      const mediaUrl = { ...image.reference, form: 'mediaUrl', value: 'https://im.runware.ai/image/x.png' } as const;
      const uuid = { ...image.reference, form: 'mediaUuid', value: '01234567-89ab-4cde-8f01-23456789abcd' } as const;
      const runware = sampleRecord(5, { provider: 'runware', reference: mediaUrl, alternatives: [uuid] });
      history.add(runware);
      const document = await openAt('form.json', text);
      await run('insertReference', runware);
      assert.equal(document.getText(), text.replace('|a.png', uuid.value));
    });

    it('brings the commas it needs', async () => {
      const document = await openAt('comma.json', '["a.png", {}| ]');
      await run('insertReference', poster);
      assert.deepEqual(JSON.parse(document.getText()), ['a.png', {}, poster.reference.value]);
    });

    for (const [where, text] of [
      ['behind an opening brace', '{ | "seed": 1 }'],
      ['in a property name', '{ "se|ed": 1 }'],
      ['in a number', '{ "seed": 1|2 }'],
      ['in a comment', '{ // no|te\n "seed": 1 }'],
      ['behind the end of the document', '{ "seed": 1 }\n|'],
      ['over half a property', '{ "a": |1, "b"|: 2 }'],
    ] as const) {
      it(`leaves the document as it is and offers a copy ${where}`, async () => {
        const answers = new Answers();
        try {
          const document = await openAt(`no place ${where}.jsonc`, text);
          answers.next(/^Nothing was inserted: a reference has to be a value/, 'Copy Reference');
          await run('insertReference', poster);
          assert.equal(document.getText(), text.replaceAll('|', ''));
          assert.equal(await vscode.env.clipboard.readText(), poster.reference.value);
        } finally {
          answers.dispose();
        }
      });
    }

    it('inserts nothing where there is room for one reference only', async () => {
      const answers = new Answers();
      try {
        const document = await openAt('only.json', '{ "promptImage": "|a.png" }');
        await run('insertReference', poster, image);
        await answers.read(/^Nothing was inserted: only one reference fits/);
        assert.equal(document.getText(), '{ "promptImage": "a.png" }');
      } finally {
        answers.dispose();
      }
    });

    it('inserts plain text outside JSON', async () => {
      const document = await openAt('notes.txt', 'see | and "quotes"');
      await run('insertReference', poster);
      assert.equal(document.getText(), `see ${poster.reference.value} and "quotes"`);
    });
  });

  it('asks before it looks for a file on another computer', async () => {
    const answers = new Answers();
    try {
      const far = sampleRecord(12, { fileUri: 'file://attacker.invalid/share/far.png' });
      history.add(far);
      for (const command of ['openSource', 'revealFile']) {
        answers.clear();
        await run(command, far);
        const { message, isModal } = await answers.read(/^Connect to the computer that has /);
        assert.match(message, /attacker\.invalid.share.far\.png/);
        assert.ok(isModal);
        assert.equal(answers.asked.length, 1);
      }
    } finally {
      answers.dispose();
    }
  });

  it('finds references in workflows with comments', async () => {
    const text = `{\n  // the first frame\n  "promptImage": ${JSON.stringify(poster.reference.value)}\n}\n`;
    writeFileSync(join(folder, 'commented.jsonc'), text);
    const previews = new Previews();
    try {
      await run('findUsages', poster);
      const list = await previews.shown();
      assert.deepEqual(linesOf(list), ['uploads-view/commented.jsonc: line 3']);
    } finally {
      previews.dispose();
    }
  });

  it('names the node that uses a reference by its title and number', async () => {
    const node = {
      class_type: 'LoadImage',
      _meta: { title: 'First frame' },
      inputs: { image: poster.reference.value },
    };
    writeFileSync(join(folder, 'titled.json'), JSON.stringify({ 7: node }));
    const previews = new Previews();
    try {
      await run('findUsages', poster);
      const list = await previews.shown();
      assert.ok(
        list.items.some(({ detail }) => detail === 'First frame · #7 · image'),
        JSON.stringify(list.items),
      );
    } finally {
      previews.dispose();
    }
  });

  describe('removing', () => {
    it('removes uploads, and undoes the last removal first', async () => {
      await run('removeFromHistory', image);
      await run('removeFromHistory', poster);
      assert.equal(history.count(), 0);
      await vscode.commands.executeCommand('workflowAssets.undoRemoval');
      assert.deepEqual(ids(history.query({ limit: 9 })), [poster.id]);
      await vscode.commands.executeCommand('workflowAssets.undoRemoval');
      assert.equal(history.count(), 2);
      await vscode.commands.executeCommand('workflowAssets.undoRemoval');
      assert.equal(history.count(), 2);
    });

    describe('what has expired but is still used', () => {
      const ended = (number: number): UploadRecord => {
        const record = runwayRecord(number, { uploadedAt: Date.now() - 30 * hour });
        return { ...record, reference: { ...record.reference, expiresAt: Date.now() - 6 * hour } };
      };
      const [used, unused] = [ended(7), ended(8)];
      let answers: Answers;

      beforeEach(async () => {
        history.add(used);
        history.add(unused);
        const document = await openAt('used.json', `{ "promptImage": ${JSON.stringify(used.reference.value)} }`);
        // What open workflows use is known once they have been read.
        await problemsOnce(document, 1);
        answers = new Answers();
      });
      afterEach(() => answers.dispose());

      async function leftAfter(button?: string): Promise<string[]> {
        if (button) {
          answers.next(/^1 expired upload is still used in this workspace\.$/, button);
        }
        await vscode.commands.executeCommand('workflowAssets.clearExpired');
        await answers.read(/^1 expired upload is still used in this workspace\.$/);
        return ids(history.query({ limit: 9, expiry: 'expired' })).sort();
      }

      it('is kept where the person wants that', async () => {
        assert.deepEqual(await leftAfter('Clear the Others'), [used.id]);
        await vscode.commands.executeCommand('workflowAssets.undoRemoval');
        assert.deepEqual(ids(history.query({ limit: 9, expiry: 'expired' })).sort(), [used.id, unused.id]);
      });

      it('is cleared where the person wants that', async () => {
        assert.deepEqual(await leftAfter('Clear All Expired'), []);
      });

      it('stays with the others where the question is closed', async () => {
        assert.deepEqual(await leftAfter(), [used.id, unused.id]);
      });
    });

    it('clears expired uploads and nothing else', async () => {
      const ended = runwayRecord(7, { uploadedAt: Date.now() - 30 * hour });
      history.add({ ...ended, reference: { ...ended.reference, expiresAt: Date.now() - 6 * hour } });
      history.add({ ...poster, reference: { ...poster.reference, expiresAt: Date.now() + 23 * hour } });
      await vscode.commands.executeCommand('workflowAssets.clearExpired');
      assert.deepEqual(new Set(ids(history.query({ limit: 9 }))), new Set([image.id, poster.id]));
      await vscode.commands.executeCommand('workflowAssets.undoRemoval');
      assert.ok(history.get(ended.id));
    });
  });
});
