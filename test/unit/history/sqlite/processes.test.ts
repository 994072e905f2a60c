import assert from 'node:assert/strict';
import { join } from 'node:path';
import { openHistory } from '../../../../src/core/history/openHistory.ts';
import { makeFolder, removeFolders, sampleRecord, testOptions } from '../sampleRecords.ts';
import { startChild } from './childHistory.ts';

/** Reproducible "random" numbers from 0 up to 1 (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('The upload history of several processes', function () {
  this.timeout(60_000);
  afterEach(removeFolders);

  it('loses none of 2 x 500 inserts made at the same time, all of which a third process is notified of', async () => {
    const folder = makeFolder();
    const reader = startChild(['read', folder, 1000]);
    await reader.says('listening');
    const writers = [startChild(['write', folder, 0, 500]), startChild(['write', folder, 500, 500])];
    assert.deepEqual(await Promise.all(writers.map(({ ended }) => ended)), [0, 0]);
    await reader.says('seen 1000');
    assert.equal(await reader.ended, 0);
    // A burst is one notice: 1000 notices would mean 1000 refreshes of a view.
    const notices = reader.lines.filter((line) => line.startsWith('seen')).length;
    assert.ok(notices < 500, `${notices} notices`);
    const history = await openHistory(folder, testOptions());
    assert.equal(history.count(), 1000);
    assert.deepEqual(history.get(sampleRecord(321).id), sampleRecord(321));
    assert.equal(history.problem, undefined);
    history.close();
  });

  it('lets several processes create the database at the same moment', async () => {
    const folder = makeFolder();
    const writers = [0, 1, 2, 3].map((number) => startChild(['write', folder, number * 10, 10]));
    await Promise.all(writers.map(({ ended }) => ended));
    assert.deepEqual(
      writers.map(({ lines }) => lines.at(-1)),
      Array(4).fill('problem null'),
    );
    const history = await openHistory(folder, testOptions());
    assert.equal(history.count(), 40);
    history.close();
  });

  it('lets two processes create many databases, each at the same moment', async () => {
    const folder = makeFolder();
    const children = [startChild(['open']), startChild(['open'])];
    try {
      await Promise.all(children.map(({ says }) => says('listening')));
      for (let round = 0; round < 150; round++) {
        const place = join(folder, `${round}`);
        for (const { tell } of children) {
          tell(place);
        }
        const said = await Promise.all(children.map(({ says }) => says(`${place} `)));
        assert.deepEqual(said, Array(2).fill(`${place} is open`));
      }
    } finally {
      for (const { process } of children) {
        process.kill('SIGKILL');
      }
      await Promise.all(children.map(({ ended }) => ended));
    }
  });

  it('has every record that was reported as done by a process killed at any moment', async () => {
    const random = randomNumbers(20_260_501);
    const folder = makeFolder();
    let reported = 0;
    for (let round = 0; round < 8; round++) {
      const first = round * 200;
      const child = startChild(['write', folder, first, 200]);
      // The first rounds may die while the database is being made, the others between two of their 200 inserts.
      const lastSeen = Math.floor(random() * 190) - 20;
      if (lastSeen >= 0) {
        await child.says(`done ${first + lastSeen}`);
      }
      await new Promise((resolve) => setTimeout(resolve, random() * (lastSeen < 0 ? 100 : 3)));
      child.process.kill('SIGKILL');
      await child.ended;
      const done = child.lines.filter((line) => line.startsWith('done')).map((line) => Number(line.split(' ')[1]));
      reported += done.length;
      const history = await openHistory(folder, testOptions());
      assert.equal(history.problem, undefined, `round ${round}`);
      for (const number of done) {
        assert.deepEqual(
          history.get(sampleRecord(number).id),
          sampleRecord(number),
          `round ${round}, record ${number}`,
        );
      }
      // Whole records only: what lists show and what lookups find is the same.
      const listed = history.query({ limit: 10_000 });
      assert.equal(listed.length, history.count());
      assert.ok(listed.every(({ id, reference }) => history.findByReference(reference.value)?.id === id));
      history.close();
    }
    assert.ok(reported > 200, `only ${reported} inserts were made before the kills`);
  });
});
