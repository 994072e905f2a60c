import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildAside } from '../buildAside.ts';
import { atMost, type Figure, median, percentile } from '../figures.ts';
import type { FirstLightbulb } from './firstLightbulbProcess.ts';
import type { LightbulbTimes } from './questions.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('./lightbulbProcess.ts', import.meta.url));
const firstScript = fileURLToPath(new URL('./firstLightbulbProcess.ts', import.meta.url));

const rounds = 9;

const states: Readonly<Record<LightbulbTimes['when'], string>> = {
  opened: 'just opened',
  edited: 'after each key stroke',
  'being read': 'while it is read',
  read: 'once it is read',
};

/** Asks the extension, built as it is published, for code actions in many places of large documents. */
export async function askLightbulb(folder: string, places: number, length: number): Promise<readonly LightbulbTimes[]> {
  const build = await buildAside(folder);
  const workspace = join(folder, 'lightbulb');
  await mkdir(workspace);
  const bundle = join(build, 'dist', 'extension.js');
  const storage = join(folder, 'lightbulb-storage');
  const { stdout } = await run(process.execPath, [script, bundle, workspace, storage, String(places), String(length)], {
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout);
}

/** What the cursor costs: the extension's own code actions, asked for as VS Code does, against a stub of VS Code. */
export async function measureLightbulb(folder: string, places: number): Promise<readonly Figure[]> {
  const measured = await askLightbulb(folder, places, 12e6);
  const documents = Map.groupBy(measured, ({ document, megabytes }) => `${document}, ${megabytes.toFixed(1)} MB`);
  const figures = [...documents].flatMap(([document, of]) => {
    const group = `Code actions, ${document}`;
    const wholeTexts = of.reduce((sum, each) => sum + each.wholeTexts, 0);
    return [
      ...of.flatMap((each) => figuresOf(group, each)),
      { group, what: 'readings of the whole text', value: wholeTexts, unit: '', budget: atMost(0) },
    ];
  });
  return [...figures, ...(await measureFirstLightbulb(folder))];
}

/** The first code action of a window that shows a workflow, each in a process of its own. */
async function measureFirstLightbulb(folder: string): Promise<readonly Figure[]> {
  const group = 'First code action of a window that shows a workflow';
  const figures: Figure[] = [];
  for (const [what, delay] of [
    ['asked right after the activation, load included', 0],
    ['asked when the cursor has rested for 250 ms', 250],
  ] as const) {
    const results: FirstLightbulb[] = [];
    for (let round = 0; round < rounds; round++) {
      const args = [join(folder, 'build', 'dist', 'extension.js'), join(folder, 'lightbulb')];
      const storage = join(folder, 'lightbulb-storage');
      const { stdout } = await run(process.execPath, [firstScript, ...args, storage, String(delay)]);
      results.push(JSON.parse(stdout));
    }
    const offers = Math.min(...results.map(({ offered }) => offered));
    const note = `${rounds} windows, at least ${offers} offers in each`;
    figures.push({ group, what, value: median(results.map(({ time }) => time)), unit: 'ms', budget: atMost(20), note });
  }
  return figures;
}

function figuresOf(group: string, { when, times, offered, maxLines }: LightbulbTimes): readonly Figure[] {
  const state = states[when];
  const note = `${times.length} places, ${offered} with an offer, at most ${maxLines} lines looked at`;
  return [
    { group, what: `${state}, p50`, value: percentile(times, 0.5), unit: 'ms' },
    { group, what: `${state}, p95`, value: percentile(times, 0.95), unit: 'ms', budget: atMost(2) },
    { group, what: `${state}, longest`, value: Math.max(...times), unit: 'ms', note },
  ];
}
