import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Uri as FileUri } from 'vscode';
import type { Restoration } from '../../../../src/core/workflow/edit/textEdit.ts';
import { FolderNames } from '../../../../src/core/workflow/paths/folderNames.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import { makeFolder, removeFolders } from '../../history/sampleRecords.ts';

const { Uri, workspace } = await import('vscode');
const { MoveOffers } = await import('../../../../src/editor/moves/moveOffers.ts');

describe('What is remembered of workflows when files are moved twice in a moment', () => {
  const asked = workspace as unknown as { findFiles?: unknown };
  let folder: string;
  /** Names of the workflows that a search finds. */
  let present: Set<string>;
  let remembered: Map<string, readonly Restoration[]>;
  /** Lets the first lookup go on. */
  let goOn: () => void;
  let offers: InstanceType<typeof MoveOffers>;

  beforeEach(() => {
    folder = makeFolder();
    present = new Set(['first.json']);
    writeFileSync(join(folder, 'hero.png'), '');
    writeFileSync(join(folder, 'first.json'), '{}');
    const original = { path: ['image'], currentValue: 'api/x.png', originalToken: '"hero.png"', linked: [] };
    remembered = new Map([[uriOf('first.json').toString(), [original as unknown as Restoration]]]);
    asked.findFiles = async () => ['first.json', 'second.json', 'third.json'].map(uriOf).filter(exists);
    let held: Promise<void> | undefined = new Promise((resolve) => {
      goOn = resolve;
    });
    const originalPaths = {
      rememberedAmong: async (documents: readonly FileUri[]) => {
        const wait = held;
        held = undefined;
        await wait;
        return documents.filter((document) => remembered.has(document.toString()));
      },
      restorationsFor: async (document: FileUri) => remembered.get(document.toString()) ?? [],
      follow: async (former: FileUri, document: FileUri, entries: readonly Restoration[]) => {
        remembered.delete(former.toString());
        remembered.set(document.toString(), entries);
      },
    };
    const services = {
      originalPaths,
      settings: { updatePathsOnRename: 'never', assetFolders: () => [] },
      folderNames: new FolderNames(),
      historyOpened: new Promise(() => undefined),
      disposables: { add: () => undefined },
      log: { error: assert.fail },
    };
    offers = new MoveOffers(services as unknown as Services);
  });
  afterEach(() => {
    delete asked.findFiles;
    removeFolders();
  });

  function uriOf(name: string): FileUri {
    return Uri.file(join(folder, name));
  }

  function exists(uri: FileUri): boolean {
    return present.has(uri.fsPath.slice(folder.length + 1));
  }

  function move(from: string, to: string): Promise<void> {
    renameSync(join(folder, from), join(folder, to));
    present.delete(from);
    present.add(to);
    return offers.moved([{ oldUri: uriOf(from), newUri: uriOf(to) }]);
  }

  it('follows a file to where it is', async () => {
    const moves = [move('hero.png', 'knight.png'), move('knight.png', 'king.png')];
    goOn();
    await Promise.all(moves);
    const [entry] = remembered.get(uriOf('first.json').toString()) ?? [];
    assert.equal(entry?.originalToken, '"king.png"');
  });

  it('follows a document to where it is, whether or not the first move was noticed in time', async () => {
    const moves = [move('first.json', 'second.json')];
    goOn();
    moves.push(move('second.json', 'third.json'));
    await Promise.all(moves);
    assert.deepEqual([...remembered.keys()], [uriOf('third.json').toString()]);
  });
});
