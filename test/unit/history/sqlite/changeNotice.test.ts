import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryStore } from '../../../../src/core/history/historyStore.ts';
import { openHistory } from '../../../../src/core/history/openHistory.ts';
import { makeFolder, recordingLog, removeFolders, sampleRecord, startOfTests, testOptions } from '../sampleRecords.ts';

/** Resolves at the next notice. Mocha's own time limit speaks when there is none. */
function nextNotice(history: HistoryStore): Promise<void> {
  return new Promise((resolve) => {
    const stop = history.onDidChange(() => {
      stop();
      resolve();
    });
  });
}

describe('Notices of change in the upload history', () => {
  const open: HistoryStore[] = [];

  async function openIn(folder: string, log = recordingLog()): Promise<HistoryStore> {
    const history = await openHistory(folder, { ...testOptions(), log });
    open.push(history);
    return history;
  }

  /**
   * Resolves when two changes made one after the other in another folder have been noticed by both of its windows: notices
   * of what was changed before have come by then.
   */
  async function allNotices(): Promise<void> {
    const folder = makeFolder();
    const [first, second] = [await openIn(folder), await openIn(folder)];
    for (const number of [1, 2]) {
      const notices = Promise.all([nextNotice(first), nextNotice(second)]);
      first.add(sampleRecord(number));
      await notices;
    }
  }

  afterEach(() => {
    for (const history of open.splice(0)) {
      history.close();
    }
    removeFolders();
  });

  it('reach this window and others, whatever changes', async () => {
    const folder = makeFolder();
    const [mine, other] = [await openIn(folder), await openIn(folder)];
    const changes: (() => unknown)[] = [
      () => mine.add(sampleRecord(1)),
      () => mine.restore([sampleRecord(2), sampleRecord(3)]),
      () => mine.markUsed(sampleRecord(1).id, Date.now()),
      () => mine.remove([sampleRecord(1).id]),
      () => mine.applyRetention(1, Date.now() + 1e12),
      () => other.restore([sampleRecord(4)]),
      () => other.removeAll(),
    ];
    for (const change of changes) {
      const notices = Promise.all([nextNotice(mine), nextNotice(other)]);
      await change();
      await notices;
    }
  });

  it('combine a burst of changes', async () => {
    const folder = makeFolder();
    const [mine, other] = [await openIn(folder), await openIn(folder)];
    const seen = { mine: 0, other: 0 };
    mine.onDidChange(() => seen.mine++);
    other.onDidChange(() => seen.other++);
    for (let number = 0; number < 200; number++) {
      mine.add(sampleRecord(number));
    }
    await allNotices();
    assert.equal(seen.mine, 1);
    // The other window is notified at the start of a burst and once more after it.
    assert.ok(seen.other >= 1 && seen.other <= 3, `${seen.other} notices`);
    assert.equal(other.count(), 200);
  });

  it("aren't sent when nothing has changed", async () => {
    const folder = makeFolder();
    const [mine, other] = [await openIn(folder), await openIn(folder)];
    mine.add(sampleRecord(1));
    let notices = 0;
    mine.onDidChange(() => notices++);
    other.onDidChange(() => notices++);
    mine.query({ limit: 5 });
    await mine.hideExpired(startOfTests);
    other.query({ text: 'picture', limit: 5 });
    mine.rememberHash('file:///a', { size: 1, mtimeMs: 2, inode: 3n }, 'hash');
    (await openIn(folder)).count();
    await allNotices();
    // The remembered hash is a write all the same; the other window can't see what was written.
    assert.ok(notices <= 1, `${notices} notices`);
  });

  it('end when the listener is removed, one registration at a time', async () => {
    const history = await openIn(makeFolder());
    let notices = 0;
    const listener = (): void => {
      notices++;
    };
    const [stopFirst, stopSecond] = [history.onDidChange(listener), history.onDidChange(listener)];
    stopFirst();
    stopFirst();
    history.add(sampleRecord(1));
    await nextNotice(history);
    assert.equal(notices, 1);
    history.add(sampleRecord(2));
    stopSecond();
    await allNotices();
    assert.equal(notices, 1);
  });

  it('continue after one listener has failed', async () => {
    const log = recordingLog();
    const history = await openIn(makeFolder(), log);
    history.onDidChange(() => {
      throw new Error('the view is gone');
    });
    history.add(sampleRecord(1));
    await nextNotice(history);
    assert.ok(log.lines.some((line) => line.includes('the view is gone')));
  });

  it('start again after the last listener was removed', async () => {
    const folder = makeFolder();
    const [mine, other] = [await openIn(folder), await openIn(folder)];
    other.onDidChange(() => undefined)();
    mine.add(sampleRecord(1));
    const notice = nextNotice(other);
    mine.add(sampleRecord(2));
    await notice;
    assert.equal(other.count(), 2);
  });

  it("are still sent for own changes when the folder can't be watched any more, which is logged", async () => {
    const folder = join(makeFolder(), 'deep');
    const log = recordingLog();
    const history = await openIn(folder, log);
    rmSync(folder, { recursive: true });
    const notice = nextNotice(history);
    history.add(sampleRecord(1));
    await notice;
    assert.equal(history.count(), 1);
    assert.ok(log.lines.length > 0);
  });

  it('are sent for records in memory, too', async () => {
    const history = await openHistory(makeFolder(), { ...testOptions(), sqlite: undefined });
    open.push(history);
    const notice = nextNotice(history);
    history.add(sampleRecord(1));
    await notice;
  });
});
