import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import { fillTransfer } from '../../../src/editor/uploadsView/dragAndDrop.ts';
import type { RecordNode } from '../../../src/editor/uploadsView/rows/uploadNodes.ts';
import { Answers } from '../support/answers.ts';
import { fakeProvider, resetFakes } from '../support/fakes.ts';
import { hour, type PastUploads, pastUploads } from '../support/pastUploads.ts';

describe('an expired reference', () => {
  let past: PastUploads;
  let answers: Answers;

  before(async () => {
    past = await pastUploads('hand-out');
    answers = new Answers();
  });
  beforeEach(async () => {
    resetFakes();
    answers.clear();
    await vscode.env.clipboard.writeText('before');
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    answers?.dispose();
    past?.close();
  });

  function recordOf(value: string): UploadRecord {
    const record = past.history.findByReference(value);
    assert.ok(record);
    return record;
  }

  /** An expired upload and the one that took its place. */
  function renewed(): { readonly old: UploadRecord; readonly fresh: UploadRecord } {
    const source = past.sourceFile();
    const old = recordOf(past.ending(-hour, source));
    return { old, fresh: recordOf(past.ending(23 * hour, source)) };
  }

  /** A row carries what it shows; a command goes by its record's id alone. */
  const facts = {} as RecordNode['facts'];

  function rowOf(record: UploadRecord): RecordNode {
    return { type: 'record', key: record.id, group: undefined, record, facts };
  }

  function run(command: string, ...records: readonly UploadRecord[]): Thenable<unknown> {
    const rows = records.map(rowOf);
    return vscode.commands.executeCommand(`workflowAssets.${command}`, rows[0], rows);
  }

  const clipboard = (): Thenable<string> => vscode.env.clipboard.readText();

  it('is replaced by its renewal when it is copied', async () => {
    const { old, fresh } = renewed();
    answers.next(/^hero\.png expired on /, 'Copy the Renewed One');
    await run('copyReference', old);
    assert.equal(await clipboard(), fresh.reference.value);
    assert.equal(fakeProvider('comfyServer').requests.length, 0);
  });

  it('is renewed first where it has no renewal', async () => {
    const old = recordOf(past.ending(-hour));
    answers.next(/^hero\.png expired on /, 'Renew and Copy');
    await run('copyReference', old);
    const copied = await clipboard();
    assert.equal(copied, fakeProvider('comfyServer').files[0]?.reference);
    assert.notEqual(copied, old.reference.value);
  });

  it("isn't copied when the question is closed", async () => {
    for (const command of ['copyReference', 'copySnippet', 'copyAs']) {
      answers.clear();
      await run(command, renewed().old);
      const { isModal } = await answers.read(/^hero\.png expired on /);
      assert.ok(isModal, command);
      assert.equal(await clipboard(), 'before', command);
    }
  });

  it('is asked about once, however many have expired', async () => {
    const { old, fresh } = renewed();
    const working = recordOf(past.ending(22 * hour));
    const gone = recordOf(past.ending(-2 * hour));
    answers.next(/^2 of 3 references have expired\.$/, 'Copy the Other 2');
    await run('copyReference', old, working, gone);
    assert.equal(await clipboard(), `${fresh.reference.value}\n${working.reference.value}`);
    assert.equal(answers.asked.length, 1);
    assert.match(answers.asked[0]?.detail ?? '', /^Renewed since:\nhero\.png\n\nNot renewed yet:\nhero\.png$/);
  });

  it('is replaced by its renewal when it is inserted', async () => {
    const { old, fresh } = renewed();
    const document = await past.open('{ "image": "" }');
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 12, 0, 12);
    answers.next(/^hero\.png expired on /, 'Insert the Renewed One');
    await run('insertReference', old);
    assert.equal(document.getText(), `{ "image": "${fresh.reference.value}" }`);
  });

  it('is replaced by its renewal when it is dragged, and left out where it has none', async () => {
    const { old, fresh } = renewed();
    const gone = recordOf(past.ending(-2 * hour));
    const drag = async (...records: readonly UploadRecord[]): Promise<string | undefined> => {
      const transfer = new vscode.DataTransfer();
      fillTransfer(past.history, records.map(rowOf), transfer);
      return transfer.get('text/plain')?.asString();
    };
    assert.equal(await drag(old, gone), fresh.reference.value);
    assert.equal(await drag(gone), undefined);
  });

  it('leaves those alone that still work', async () => {
    const expiring = recordOf(past.ending(hour / 2));
    await run('copyReference', expiring);
    assert.equal(await clipboard(), expiring.reference.value);
    assert.deepEqual(answers.asked, []);
  });
});
