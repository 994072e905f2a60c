import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { Uri } from 'vscode';
import { MemoryRecords } from '../../../../src/core/history/memoryRecords.ts';
import type { UploadRecord } from '../../../../src/core/history/records/record.ts';
import { createCountdown } from '../../../../src/editor/countdown.ts';
import { hour, runwayRecord } from '../../history/sampleRecords.ts';
import { oneConnectionEach } from '../connections/onlyConnection.ts';

const { EventEmitter, Uri: UriClass } = await import('vscode');
const { ExplorerDecorations } = await import('../../../../src/editor/uploadsView/explorerDecorations.ts');

const files = 5_000;
/** How many files the Explorer shows, and asks about within one turn. */
const visible = 60;

describe('The marks in the Explorer', () => {
  const start = Date.now();
  let clock: number;
  let calls: { settings: number; lookups: number; asked: number; fired: (Uri | Uri[] | undefined)[] };
  let history: MemoryRecords;
  let countdown: ReturnType<typeof createCountdown>;
  let decorations: InstanceType<typeof ExplorerDecorations>;

  /** An upload whose reference ends so many milliseconds from now. */
  function ending(number: number, left: number): UploadRecord {
    const record = runwayRecord(number, { fileUri: `file:///gone/picture_${number}.png` });
    return { ...record, reference: { ...record.reference, expiresAt: start + left } };
  }

  function uri(number: number): Uri {
    return UriClass.parse(`file:///gone/picture_${number}.png`);
  }

  /** What the Explorer does when it is scrolled: asks about every file that comes into view. */
  async function scrollTo(first: number): Promise<void> {
    await Promise.all(
      Array.from({ length: visible }, (_, index) => decorations.provideFileDecoration(uri(first + index))),
    );
    await turn();
  }

  beforeEach(async () => {
    clock = start;
    calls = { settings: 0, lookups: 0, asked: 0, fired: [] };
    history = new MemoryRecords(() => start);
    history.restore(Array.from({ length: files }, (_, number) => ending(number, 7 * hour + number)));
    countdown = createCountdown(() => clock);
    decorations = new ExplorerDecorations({
      history: {
        findByFile: (file) => {
          calls.lookups++;
          return history.findByFile(file);
        },
      },
      recordConnections: oneConnectionEach,
      settings: {
        get fileDecorations() {
          calls.settings++;
          return true;
        },
        get expiryWarning() {
          calls.settings++;
          return 6 * hour;
        },
      },
      watch: { onDidChange: new EventEmitter<Uri>().event },
      countdown: {
        ...countdown,
        add: (viewer) =>
          countdown.add({
            nextChange: (now) => {
              calls.asked++;
              return viewer.nextChange(now);
            },
            refresh: (now) => viewer.refresh(now),
          }),
      },
    });
    decorations.onDidChangeFileDecorations((changed) => calls.fired.push(changed));
    await turn();
    calls = { ...calls, settings: 0, asked: 0 };
  });
  afterEach(() => {
    decorations.dispose();
    countdown.dispose();
  });

  it('cost one look-up per file that comes into view, and one calculation', async () => {
    await scrollTo(0);
    assert.deepEqual({ ...calls, fired: 0 }, { settings: 0, lookups: visible, asked: 1, fired: 0 });
    await scrollTo(0);
    assert.equal(calls.asked, 1, 'nothing has changed');
    await scrollTo(100);
    assert.equal(calls.asked, 2);
  });

  it('are drawn again by the clock where they differ, and nowhere else', async () => {
    await scrollTo(0);
    // The warnings of the first three begin.
    clock = start + hour + 2;
    countdown.check();
    await turn();
    const [fired] = calls.fired;
    assert.ok(Array.isArray(fired));
    assert.deepEqual(
      fired.map(String),
      [0, 1, 2].map((number) => uri(number).toString()),
    );
    assert.deepEqual([calls.fired.length, calls.asked, calls.settings], [1, 2, 0]);
  });

  it('read the settings once for a change of the history, however many files are shown', async () => {
    await scrollTo(0);
    decorations.refresh();
    await scrollTo(0);
    assert.deepEqual([calls.settings, calls.lookups, calls.asked], [2, 2 * visible, 2]);
    assert.deepEqual(calls.fired, [undefined]);
  });

  it('are all drawn again when the clock was set back', async () => {
    await scrollTo(0);
    clock = start - hour;
    countdown.check();
    await turn();
    assert.equal((calls.fired[0] as Uri[]).length, visible);
  });

  it('show whether a file changed or its upload expired', async () => {
    history.restore([ending(files, -hour), ending(files + 1, hour)]);
    assert.equal(await decorations.provideFileDecoration(uri(files)), undefined, 'expired');
    assert.equal((await decorations.provideFileDecoration(uri(0)))?.badge, '↑*', 'the file is gone');
    assert.equal(await decorations.provideFileDecoration(UriClass.parse('git:/gone/picture_0.png')), undefined);
  });
});
