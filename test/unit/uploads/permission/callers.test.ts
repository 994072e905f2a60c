import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../../..');
const sources = globSync('src/**/*.ts', { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

/** Files in which a pattern occurs, with how often it does. */
function occurrences(pattern: RegExp): Readonly<Record<string, number>> {
  const found = sources.map(({ path, text }) => [path, [...text.matchAll(pattern)].length] as const);
  return Object.fromEntries(found.filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Read from the code, so that a new way to send a file fails here until it has a row below, and a test in
 * test/vscode/upload/gate.test.ts.
 */
describe('The callers of the permission gate', () => {
  it('are these, each of which says why it would send a file', () => {
    assert.deepEqual(occurrences(/\b(?:admitFiles?|admitUploads)\(services/g), {
      'src/editor/lightbulb/inlineAsDataUri.ts': 1,
      'src/editor/references/renewal/renewReferences.ts': 1,
      'src/editor/swap/obtainReferences.ts': 2,
      'src/editor/swap/resolved/resolveUnattended.ts': 1,
      'src/editor/upload/filesToSend.ts': 1,
      'src/editor/upload/uploadFlow.ts': 1,
      'src/editor/upload/uploadForProgramme.ts': 1,
      'src/editor/upload/uploadOne.ts': 1,
      'src/editor/uploadsView/commands/renewal/renewUploads.ts': 1,
    });
  });

  it('go through one place, in front of one gate', () => {
    assert.deepEqual(occurrences(/\bgate\.admit\(/g), { 'src/editor/upload/filesToSend.ts': 1 });
    assert.deepEqual(occurrences(/\bnew PermissionGate\(/g), { 'src/editor/services/uploadServices.ts': 1 });
  });

  it('claim that a file was chosen only where a person has chosen it', () => {
    assert.deepEqual(occurrences(/'chosen'/g), {
      // A picture pasted or dropped into a document.
      'src/editor/insert/uploadInserted.ts': 1,
      // Several of them.
      'src/editor/insert/replaceInserted.ts': 1,
      // The folder dialog.
      'src/editor/upload/folderAsZip.ts': 1,
      // The file dialog.
      'src/editor/choosing/chooseMedia.ts': 1,
      // Asks whether it is so before it looks at folders of other machines.
      'src/editor/upload/foldersToFiles.ts': 1,
      // Files dropped on the Uploads view.
      'src/editor/upload/uploadFlow.ts': 1,
      // What it means.
      'src/core/uploads/permission/decide.ts': 1,
    });
  });
});

describe('The bytes of a file', () => {
  it('are handed to a provider in one place, which checks that the gate has let them through', () => {
    assert.deepEqual(occurrences(/\bprovider\.upload\(/g), { 'src/core/uploads/transfer.ts': 1 });
    assert.deepEqual(occurrences(/\bassertApproved\(asset, /g), { 'src/core/uploads/transfer.ts': 1 });
    assert.deepEqual(occurrences(/\bassertGated\(source, /g), { 'src/core/uploads/uploader.ts': 1 });
  });

  it('are read by path only for what is never sent from there', () => {
    assert.deepEqual(occurrences(/\bopenFileAsset\(/g), {
      // The archive the extension has written itself.
      'src/core/archive/zipFolder.ts': 1,
      'src/core/asset/openFileAsset.ts': 1,
      // A content hash, to find out whether another window sends the same.
      'src/core/uploads/reuse.ts': 1,
    });
    assert.deepEqual(occurrences(/\bopenBytesAsset\(/g), {
      'src/core/asset/openBytesAsset.ts': 1,
      'src/editor/upload/readVirtualFile.ts': 1,
    });
  });
});
