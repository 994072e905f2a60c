import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportRecords } from '../../src/core/history/exchange/exportRecords.ts';
import { importRecords } from '../../src/core/history/exchange/importRecords.ts';
import type { HistoryStore } from '../../src/core/history/historyStore.ts';
import type { UploadRecord } from '../../src/core/history/records/record.ts';
import { startScript } from '../unit/childScript.ts';
import { StallMeter } from '../unit/history/stallMeter.ts';

/** How long another process keeps the database locked, in milliseconds. */
const hold = 3_000;
const batch = 2_000;

export interface StallsOptions {
  readonly history: HistoryStore;
  /** Full path of the folder the history is in. */
  readonly folder: string;
  /** Makes a record that isn't in the history. */
  readonly makeRecord: () => UploadRecord;
}

/** The longest time the event loop stands still, in milliseconds, by what is done meanwhile. */
export async function measureStalls(options: StallsOptions): Promise<Readonly<Record<string, number>>> {
  const { history, folder, makeRecord } = options;
  const records = Array.from({ length: batch }, makeRecord);
  const text = Buffer.from([...exportRecords([records], 'json')].join(''));
  const script = fileURLToPath(new URL('../unit/history/sqlite/lockHolder.ts', import.meta.url));
  const holder = startScript(script, [join(folder, 'uploads.db'), hold]);
  await holder.says('held');
  const locked = await stallDuring(async () => {
    const ended = holder.says('released');
    for (let isLocked = true; isLocked; ) {
      await everyCall(options);
      isLocked = !(await Promise.race([ended.then(() => true), turn().then(() => false)]));
    }
  });
  let imported: readonly UploadRecord[] = [];
  const importing = await stallDuring(async () => {
    imported = (await importRecords(text)).records;
    await history.restore(imported);
  });
  const ids = imported.map(({ id }) => id);
  const removing = await stallDuring(() => history.remove(ids));
  const undoing = await stallDuring(() => history.restore(imported));
  return { locked, importing, removing, undoing };
}

async function stallDuring(work: () => Promise<unknown>): Promise<number> {
  const meter = new StallMeter();
  await work();
  return meter.stop();
}

/** What follows gestures, each in a turn of its own as in an extension host. */
async function everyCall({ history, makeRecord }: StallsOptions): Promise<void> {
  const record = makeRecord();
  const [stamp, now] = [{ size: record.size, mtimeMs: record.mtimeMs, inode: 1n }, Date.now()];
  const calls: (() => unknown)[] = [
    () => history.add(record),
    () => history.rememberHash(record.fileUri, stamp, record.contentHash),
    () => history.query({ limit: 200 }),
    () => history.query({ expiry: 'expired', now, limit: 200 }),
    () => history.findByReference(record.reference.value),
    () => history.findByContent(record, record.contentHash),
    () => history.rememberedHash(record.fileUri, stamp),
    () => history.markUsed(record.id, now),
    () => history.count(),
    () => history.remove([record.id]),
  ];
  for (const call of calls) {
    await call();
    await turn();
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
