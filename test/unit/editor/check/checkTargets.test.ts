import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { Uri as FileUri } from 'vscode';
import type { Services } from '../../../../src/editor/services/services.ts';

const { FileType, Uri, workspace } = await import('vscode');
const { checkTargets } = await import('../../../../src/editor/check/checkTargets.ts');

describe('What a check is about', () => {
  const fs = workspace.fs as unknown as { stat?: unknown };

  beforeEach(() => {
    fs.stat = async ({ path }: FileUri) => ({ type: path.includes('.') ? FileType.File : FileType.Directory });
  });
  afterEach(() => {
    delete fs.stat;
  });

  it('is the folders that were selected, and of the files only those that can be workflows', async () => {
    const [folder, workflow, image] = ['/project/shots', '/project/a.json', '/project/b.png'].map((path) =>
      Uri.file(path),
    );
    const targets = await checkTargets({} as Services, folder, [folder, workflow, image]);
    assert.deepEqual(targets, { files: [workflow], folders: [folder] });
  });
});
