import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { HistoryStore } from '../../../../src/core/history/historyStore.ts';
import { openHistory } from '../../../../src/core/history/openHistory.ts';
import { Moves } from '../../../../src/core/workflow/moves/moves.ts';
import { makeFolder, removeFolders, sampleRecord, testOptions } from '../../history/sampleRecords.ts';

const { followRecords } = await import('../../../../src/editor/moves/followRecords.ts');

describe('The uploads of files that were moved', () => {
  let root: string;
  let history: HistoryStore;
  let number = 0;

  beforeEach(async () => {
    root = makeFolder();
    history = await openHistory(makeFolder(), testOptions());
  });
  afterEach(() => {
    history.close();
    removeFolders();
  });

  const uriOf = (name: string): string => pathToFileURL(join(root, name)).href;

  function upload(name: string, fileName = name.slice(name.lastIndexOf('/') + 1)) {
    number += 1;
    return sampleRecord(number, { fileUri: uriOf(name), fileName });
  }

  function follow(from: string, to: string): Promise<void> {
    return followRecords(history, new Moves([{ from: join(root, from), to: join(root, to) }]));
  }

  it('follow them, with their new names', async () => {
    const [hero, other] = [upload('hero.png'), upload('hero.png.png')];
    history.add(hero);
    history.add(other);
    writeFileSync(join(root, 'my cat.png'), 'x');
    await follow('hero.png', 'my cat.png');
    assert.deepEqual(history.get(hero.id), { ...hero, fileUri: uriOf('my cat.png'), fileName: 'my cat.png' });
    assert.deepEqual(history.get(other.id), other);
    assert.equal(history.provenanceOf(hero.id), 'own');
  });

  it('follow the folder they are in, and the folder that was sent as a ZIP', async () => {
    const [inside, outside, zip] = [
      upload('my shots/day/a.png'),
      upload('my shots 2/a.png'),
      upload('my shots', 'my shots.zip'),
    ];
    for (const record of [inside, outside, zip]) {
      history.add(record);
    }
    mkdirSync(join(root, 'scenes'));
    await follow('my shots', 'scenes');
    assert.equal(history.get(inside.id)?.fileUri, uriOf('scenes/day/a.png'));
    assert.equal(history.get(inside.id)?.fileName, 'a.png');
    assert.equal(history.get(outside.id)?.fileUri, outside.fileUri);
    assert.equal(history.get(zip.id)?.fileUri, uriOf('scenes'));
    assert.equal(history.get(zip.id)?.fileName, 'scenes.zip');
  });

  it('stay where they are if they came from somewhere else', async () => {
    const imported = upload('hero.png');
    await history.import([imported]);
    writeFileSync(join(root, 'cat.png'), 'x');
    await follow('hero.png', 'cat.png');
    assert.deepEqual(history.get(imported.id), imported);
    assert.equal(history.provenanceOf(imported.id), 'imported');
  });
});
