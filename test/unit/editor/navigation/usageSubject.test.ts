import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { HistoryStore } from '../../../../src/core/history/historyStore.ts';
import { sampleRecord } from '../../history/sampleRecords.ts';

const { Uri, window } = await import('vscode');
const { filesToFind, subjectOfFiles, subjectOfRecords } = await import(
  '../../../../src/editor/navigation/usageSubject.ts'
);

describe('What Find Usages is about', () => {
  const hero = Uri.file('/project/hero.png');
  const clip = Uri.file('/project/clip.mp4');

  before(() => {
    Object.assign(window, { tabGroups: { activeTabGroup: { activeTab: undefined } } });
  });

  it('is the clicked file or all selected ones', () => {
    assert.deepEqual(filesToFind({ clicked: hero, selected: undefined }), [hero]);
    assert.deepEqual(filesToFind({ clicked: hero, selected: [hero, clip, 'x'] }), [hero, clip]);
  });

  it('is no file where the command got something else', () => {
    for (const clicked of [undefined, null, 'file:///project/hero.png', { fsPath: '/x.png' }]) {
      assert.deepEqual(filesToFind({ clicked, selected: undefined }), []);
    }
  });

  it('is a file and all uploads of it', () => {
    const record = sampleRecord(1, { fileUri: hero.toString() });
    const history = {
      findByFile: (uri: string) => (uri === hero.toString() ? [record] : []),
    } as unknown as HistoryStore;
    assert.deepEqual(subjectOfFiles(history, [hero, clip]), { files: [hero, clip], records: [record] });
  });

  it('is uploads and their files, each once, but not what is in a folder that was sent as a ZIP', () => {
    const records = [
      sampleRecord(1, { fileUri: hero.toString() }),
      sampleRecord(2, { fileUri: hero.toString() }),
      sampleRecord(3, { fileUri: 'file:///project/frames', fileName: 'frames.zip' }),
    ];
    const subject = subjectOfRecords(records);
    assert.deepEqual(subject.files.map(String), [hero.toString()]);
    assert.equal(subject.records, records);
  });
});
