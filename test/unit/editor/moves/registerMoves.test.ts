import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { FileRenameEvent } from 'vscode';
import type { Lazy } from '../../../../src/lazy.ts';

const { Uri, workspace } = await import('vscode');
const { registerMoves } = await import('../../../../src/editor/moves/registerMoves.ts');

type Listener = (event: FileRenameEvent) => void;

describe('What is renamed in VS Code', () => {
  const asked = workspace as unknown as { onDidRenameFiles?: unknown; fs: { stat?: unknown } };
  let rename: Listener;
  /** Whether workflows were searched, once that is decided. */
  let searched: Promise<boolean>;

  beforeEach(() => {
    asked.onDidRenameFiles = (listener: Listener) => {
      rename = listener;
      return { dispose: () => undefined };
    };
    const decided = Promise.withResolvers<boolean>();
    searched = decided.promise;
    // The last thing that is looked at before a file is passed over.
    asked.fs.stat = async () => {
      setImmediate(() => decided.resolve(false));
      return { type: 1 };
    };
    const moved = async (): Promise<void> => decided.resolve(true);
    const lazy = {
      activation: { disposables: { add: () => undefined }, log: { error: () => undefined } },
      language: async () => ({ services: {}, createMoveOffers: () => ({ moved }) }),
    };
    registerMoves(lazy as unknown as Lazy);
  });
  afterEach(() => {
    delete asked.onDidRenameFiles;
    delete asked.fs.stat;
  });

  function renamed(from: string, to: string): void {
    rename({ files: [{ oldUri: Uri.file(`/project/${from}`), newUri: Uri.file(`/project/${to}`) }] });
  }

  for (const [from, to] of [
    ['a.png', 'b.png'],
    ['a.png', 'a.bak'],
    ['a.tmp', 'a.png'],
    ['a.json', 'b.json'],
  ] as const) {
    it(`concerns workflows: ${from} to ${to}`, async () => {
      renamed(from, to);
      assert.equal(await searched, true);
    });
  }

  it('loads nothing where it is neither media, a document nor a folder', async () => {
    renamed('a.py', 'b.py');
    assert.equal(await searched, false);
  });
});
