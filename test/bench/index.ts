import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../harness/paths.ts';
import { endOnSignals, temporaryFolder } from '../harness/processes.ts';
import { measureAssets } from './assets.ts';
import { measureBatch } from './batch.ts';
import { measureBundles } from './bundles.ts';
import { measureCountdown } from './countdown.ts';
import { measureLightbulb } from './editor/lightbulb.ts';
import { measureNavigation } from './editor/navigation.ts';
import { type Figure, isMet, table } from './figures.ts';
import { measureHistory } from './histories.ts';
import { measureReplies } from './hostileReplies.ts';
import { measureMovedFiles } from './movedFiles.ts';
import { measureSecureTransfers } from './secureTransfers.ts';
import { measureTransfers } from './transfers.ts';
import { measureWorkflows } from './workflows.ts';

/**
 * Measures what the project promises, on this machine and in one run, beside the clients it is compared with.
 * `npm run bench -- [--quick] [--only transfers|secure|assets|batch|history|workflow|moves|countdown|bundles]`; the figures also go to
 * bench-results.json. Says so where a budget is missed, and ends with 0 all the same: machines differ, and a missed
 * budget is a question and no failure.
 */
const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
const { quick, only } = values;
const folder = temporaryFolder('bench');
endOnSignals();

const parts: Readonly<Record<string, () => Promise<readonly Figure[]> | readonly Figure[]>> = {
  bundles: () => measureBundles(folder, quick ? 3 : 9),
  workflow: async () => [
    ...(await measureWorkflows(quick ? 3 : 9)),
    ...measureReplies(quick ? 3 : 9),
    ...(await measureLightbulb(folder, quick ? 100 : 400)),
    ...(await measureNavigation(folder, quick ? 20 : 100)),
  ],
  moves: () => measureMovedFiles(folder, quick ? 3 : 9),
  countdown: () => measureCountdown(folder, quick ? 50 : 300),
  batch: () => measureBatch(folder, quick ? 1 : 5),
  history: () => measureHistory(quick ? 10_000 : 100_000),
  transfers: () =>
    measureTransfers({
      folder,
      runs: quick ? 2 : 5,
      sizes: quick ? [1, 200] : [1, 30, 200],
      largest: quick ? undefined : 1_000,
    }),
  secure: () => measureSecureTransfers({ folder, runs: quick ? 3 : 7, sizes: [1, 200] }),
  assets: () => measureAssets({ folder, runs: quick ? 2 : 5, sizes: [1, 30, 199] }),
};
if (only !== undefined && !Object.hasOwn(parts, only)) {
  console.error(`--only ${only}: there is ${Object.keys(parts).join(', ')}.`);
  process.exit(1);
}

const figures: Figure[] = [];
const start = performance.now();
for (const [name, measure] of Object.entries(parts)) {
  if (only === undefined || only === name) {
    const measured = await measure();
    figures.push(...measured);
    console.log(`${table(measured)}\n`);
  }
}
const seconds = Math.round((performance.now() - start) / 1000);
const missed = figures.filter((figure) => isMet(figure) === false);
const results = {
  machine: { processors: cpus().length, model: cpus()[0]?.model, node: process.version, platform: process.platform },
  quick,
  seconds,
  figures: figures.map((figure) => ({ ...figure, met: isMet(figure) })),
};
writeFileSync(join(root, 'bench-results.json'), `${JSON.stringify(results, null, 2)}\n`);
const kept = figures.filter((figure) => isMet(figure)).length;
console.log(`${kept} of ${kept + missed.length} budgets kept, in ${seconds} s; all figures are in bench-results.json.`);
for (const { group, what } of missed) {
  console.log(`Missed: ${group}: ${what}`);
}
