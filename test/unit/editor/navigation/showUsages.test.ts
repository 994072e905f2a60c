import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Services } from '../../../../src/editor/services/services.ts';
import { makeFolder, removeFolders, sampleRecord } from '../../history/sampleRecords.ts';
import { FakeQuickPick } from '../fakeQuickPick.ts';

const { Uri, window, workspace } = await import('vscode');
const { showUsages } = await import('../../../../src/editor/navigation/showUsages.ts');

describe('The list of usages', () => {
  const asked = workspace as unknown as { findFiles?: unknown; textDocuments?: unknown; asRelativePath: unknown };
  const { asRelativePath } = asked;
  const shownIn = window as unknown as { createQuickPick?: unknown };
  let list: FakeQuickPick;

  beforeEach(() => {
    list = new FakeQuickPick();
    shownIn.createQuickPick = () => list;
    asked.textDocuments = [];
    asked.asRelativePath = ({ path }: { readonly path: string }) => path;
  });
  afterEach(() => {
    delete shownIn.createQuickPick;
    delete asked.findFiles;
    delete asked.textDocuments;
    asked.asRelativePath = asRelativePath;
    removeFolders();
  });

  it('has an end, and counts every place all the same', async () => {
    const record = sampleRecord(1);
    const folder = makeFolder();
    const paths = ['a.json', 'b.json', 'c.json'].map((name) => join(folder, name));
    for (const path of paths) {
      writeFileSync(path, JSON.stringify({ promptImage: 'x.png', all: new Array(700).fill(record.reference.value) }));
    }
    asked.findFiles = async () => paths.map((path) => Uri.file(path));
    await showUsages({} as Services, { files: [], records: [record] });
    assert.equal(list.items.length, 1000);
    assert.equal(list.placeholder, '2100 places in 3 files');
  });
});
