/**
 * How the upload history behaves with 100,000 records, one JSON line per figure. Run: node test/bench/history.ts [records]
 * Compared with what most extensions do: all records in one JSON file that is rewritten at each change.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/core/clock.ts';
import { openHistory } from '../../src/core/history/openHistory.ts';
import type { UploadRecord } from '../../src/core/history/records/record.ts';
import { recordingLog, runwayRecord, sampleRecord } from '../unit/history/sampleRecords.ts';
import { measureStalls } from './historyStalls.ts';

const records = Number(process.argv[2] ?? 100_000);
const inserts = 1_000;
const repeats = 15;
const folder = process.argv[3] ?? mkdtempSync(join(tmpdir(), 'history-bench-'));
const options = { log: recordingLog(), clock: systemClock };

function make(number: number): UploadRecord {
  return number % 3 === 0 ? runwayRecord(number) : sampleRecord(number);
}

function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
}

function report(what: string, values: Readonly<Record<string, number>>): void {
  const rounded = Object.entries(values).map(([name, value]) => [name, Math.round(value * 1000) / 1000]);
  console.log(JSON.stringify({ what, records, ...Object.fromEntries(rounded) }));
}

function reportTimes(what: string, times: readonly number[]): number {
  const median = percentile(times, 0.5);
  report(what, { p50: median, p95: percentile(times, 0.95), max: Math.max(...times) });
  return median;
}

async function fill(): Promise<void> {
  const filling = await openHistory(folder, options);
  const begin = performance.now();
  for (let start = 0; start < records; start += 5_000) {
    await filling.restore(Array.from({ length: Math.min(5_000, records - start) }, (_, index) => make(start + index)));
  }
  const time = performance.now() - begin;
  filling.close();
  report('fill', { seconds: time / 1000, megabytes: statSync(join(folder, 'uploads.db')).size / 1e6 });
}

function memory(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().rss / 1e6;
}

if (process.argv[3] !== undefined) {
  await fill();
  process.exit();
}

// Filled by another process, so that the memory measured here is that of using the history alone.
execFileSync(process.execPath, [fileURLToPath(import.meta.url), String(records), folder], { stdio: 'inherit' });

const before = memory();
let peak = before;
const measure = (work: () => unknown): number => {
  const time = milliseconds(work);
  peak = Math.max(peak, process.memoryUsage().rss / 1e6);
  return time;
};
const several = (work: () => unknown): number[] => Array.from({ length: repeats }, () => measure(work));

const begin = performance.now();
const history = await openHistory(folder, options);
history.query({ limit: 200 });
reportTimes('open and first page of 200, cold', [performance.now() - begin]);
const pageMedian = reportTimes(
  'first page of 200',
  several(() => history.query({ limit: 200 })),
);
const middle = history.get(make(Math.floor(records / 2)).id);
reportTimes(
  'page of 200 in the middle',
  several(() => history.query({ limit: 200, after: middle })),
);
reportTimes(
  'first 200 that expire',
  several(() => history.query({ order: 'expiresFirst', expiry: 'valid', now: 0, limit: 200 })),
);
reportTimes(
  'filter that matches nothing',
  several(() => history.query({ providers: ['comfyServer'], kinds: ['audio'], limit: 200 })),
);
const rare = `picture_${Math.floor(records / 3)}.png`;
const searchMedian = reportTimes(
  'search, one match',
  several(() => history.query({ text: rare, limit: 200 })),
);
reportTimes(
  'search, no match',
  several(() => history.query({ text: 'no such picture anywhere', limit: 200 })),
);
reportTimes(
  'search, matches everywhere',
  several(() => history.query({ text: 'picture png', limit: 200 })),
);
reportTimes(
  'search, part of a reference',
  several(() => history.query({ text: make(7).contentHash.slice(8, 40), limit: 200 })),
);
reportTimes(
  'find by reference',
  several(() => history.findByReference(make(42).reference.value)),
);
reportTimes(
  'find by content',
  several(() => history.findByContent(make(42), make(42).contentHash)),
);
const insertMedian = reportTimes(
  'insert',
  Array.from({ length: inserts }, (_, index) => {
    const record = make(records + index);
    return measure(() => history.add(record));
  }),
);
report('memory in megabytes', { growth: memory() - before, peakGrowth: peak - before });
let next = records + inserts;
report('longest stall', await measureStalls({ history, folder, makeRecord: () => make(next++) }));
history.close();

const file = join(folder, 'uploads.json');
const all = Array.from({ length: records }, (_, index) => make(index));
writeFileSync(file, JSON.stringify(all));
all.length = 0;
const beforeJson = memory();
let loaded: UploadRecord[] = [];
const jsonLoad = milliseconds(() => {
  loaded = JSON.parse(readFileSync(file, 'utf8')) as UploadRecord[];
});
const jsonGrowth = memory() - beforeJson;
const jsonInsert = percentile(
  Array.from({ length: 7 }, (_, index) =>
    milliseconds(() => {
      loaded.push(make(records + index));
      writeFileSync(`${file}.new`, JSON.stringify(loaded));
      renameSync(`${file}.new`, file);
    }),
  ),
  0.5,
);
const jsonSearch = percentile(
  Array.from({ length: repeats }, () =>
    milliseconds(() =>
      loaded.filter(({ fileName, fileUri, reference, alternatives }) =>
        [fileName, fileUri, reference.value, ...alternatives.map(({ value }) => value)].some((text) =>
          text.toLowerCase().includes(rare),
        ),
      ),
    ),
  ),
  0.5,
);
report('JSON file rewritten at each insert', {
  load: jsonLoad,
  insert: jsonInsert,
  search: jsonSearch,
  memoryGrowth: jsonGrowth,
});
report('times the JSON file takes for one of ours', {
  firstPage: jsonLoad / pageMedian,
  insert: jsonInsert / insertMedian,
  search: jsonSearch / searchMedian,
});
rmSync(folder, { recursive: true, force: true });
