import './fakeVscode.ts';
import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { Uri, workspace } from './vscodeModule.ts';

const { isNear, isNearOrOpen } = await import('../../../src/editor/services/nearFiles.ts');

describe('A file that may be looked at without a gesture', () => {
  const uri = (text: string): vscode.Uri => Uri.parse(text) as unknown as vscode.Uri;
  const folders = ['file:///project', 'file://nas/art/open', 'memfs://store/open'];

  before(() => Object.assign(workspace, { workspaceFolders: folders.map((folder) => ({ uri: Uri.parse(folder) })) }));
  after(() => Object.assign(workspace, { workspaceFolders: [] }));

  it('is on this machine, or on a share that is open anyway', () => {
    for (const near of ['file:///project/a.png', 'file:///elsewhere/a.png', 'file://nas/art/open/a.png']) {
      assert.ok(isNear(uri(near)), near);
      assert.ok(isNearOrOpen(uri(near)), near);
    }
  });

  it('is on no other machine, however that is spelled', () => {
    for (const far of [
      'file://server/share/a.png',
      'file://nas/art/a.png',
      'file:////server/a.png',
      'file:///net/server/a.png',
    ]) {
      assert.ok(!isNear(uri(far)), far);
      assert.ok(!isNearOrOpen(uri(far)), far);
    }
  });

  it('may be in a virtual file system only where a command names it, and that is open', () => {
    assert.ok(!isNear(uri('memfs://store/open/a.png')));
    assert.ok(isNearOrOpen(uri('memfs://store/open/a.png')));
    assert.ok(!isNearOrOpen(uri('memfs://store/other/a.png')));
    assert.ok(!isNearOrOpen(uri('https://example.com/a.png')));
  });

  it('may be an open folder itself', () => {
    for (const folder of folders) {
      assert.ok(isNearOrOpen(uri(folder)), folder);
    }
  });
});
