import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { atMost, type Figure } from './figures.ts';

interface Line {
  readonly what: string;
  readonly [value: string]: number | string;
}

const run = promisify(execFile);
const script = fileURLToPath(new URL('./history.ts', import.meta.url));

/** Figures of test/bench/history.ts that have a budget, and what a history in one JSON file takes for the same. */
export async function measureHistory(records: number): Promise<readonly Figure[]> {
  const { stdout } = await run(process.execPath, ['--expose-gc', script, String(records)], { maxBuffer: 2 ** 24 });
  const lines = stdout
    .trim()
    .split('\n')
    .map((line): Line => JSON.parse(line));
  const group = `History of ${records.toLocaleString('en')} records`;
  const value = (what: string, name: string): number =>
    Number(lines.find((line) => line.what === what)?.[name] ?? Number.NaN);
  const searches = lines.filter(({ what }) => what.startsWith('search'));
  const stall = (what: string, name: string): Figure => ({
    group,
    what,
    value: value('longest stall', name),
    unit: 'ms',
    budget: atMost(50),
  });
  const ratio = (what: string, name: string): Figure => ({
    group,
    what,
    value: value('times the JSON file takes for one of ours', name),
    unit: '×',
  });
  return [
    {
      group,
      what: 'open and first page, cold',
      value: value('open and first page of 200, cold', 'p50'),
      unit: 'ms',
      budget: atMost(30),
    },
    { group, what: 'first page of 200, p95', value: value('first page of 200', 'p95'), unit: 'ms', budget: atMost(10) },
    { group, what: 'insert, p95', value: value('insert', 'p95'), unit: 'ms', budget: atMost(1) },
    {
      group,
      what: 'search, p95 of the slowest kind',
      value: Math.max(...searches.map(({ p95 }) => Number(p95))),
      unit: 'ms',
      budget: atMost(30),
    },
    stall('longest stall while another process has it locked for 3 s', 'locked'),
    stall('longest stall while 2,000 records are imported', 'importing'),
    stall('longest stall while they are removed', 'removing'),
    stall('longest stall while that is undone', 'undoing'),
    { group, what: 'memory, peak growth', value: value('memory in megabytes', 'peakGrowth'), unit: 'MB' },
    ratio('first page: a JSON file / ours', 'firstPage'),
    ratio('insert: a JSON file / ours', 'insert'),
    ratio('search: a JSON file / ours', 'search'),
  ];
}
