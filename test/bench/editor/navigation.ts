import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildAside } from '../buildAside.ts';
import { atMost, type Figure, percentile } from '../figures.ts';
import type { NavigationTimes } from './navigationProcess.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('./navigationProcess.ts', import.meta.url));

/** The links and the outline of a document that has been analysed, as VS Code asks for them. */
export async function measureNavigation(folder: string, rounds: number): Promise<readonly Figure[]> {
  const build = await buildAside(folder);
  const workspace = join(folder, 'navigation');
  await mkdir(workspace);
  const args = [join(build, 'dist', 'extension.js'), workspace, join(folder, 'navigation-storage'), String(rounds)];
  const { stdout } = await run(process.execPath, [script, ...args], { maxBuffer: 2 ** 26 });
  const measured: readonly NavigationTimes[] = JSON.parse(stdout);
  return measured.flatMap(({ document, what, first, times, found }) => {
    const group = `Links and outline, ${document}`;
    const note = `${found} found`;
    return [
      { group, what: `${what}, the first time`, value: first, unit: 'ms' },
      { group, what: `${what}, p50`, value: percentile(times, 0.5), unit: 'ms', budget: atMost(5), note },
      { group, what: `${what}, p95`, value: percentile(times, 0.95), unit: 'ms' },
    ];
  });
}
