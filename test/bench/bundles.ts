import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { root } from '../harness/paths.ts';
import { activationBundleSize, maxActivationBundle } from './activationBundle.ts';
import type { Activation } from './activationProcess.ts';
import { buildAside } from './buildAside.ts';
import { atMost, type Figure, median } from './figures.ts';

const run = promisify(execFile);
const activation = fileURLToPath(new URL('./activationProcess.ts', import.meta.url));

/** Size of what is published, and what a window pays for it at activation. Built aside: dist/ stays as it is. */
export async function measureBundles(folder: string, runs: number): Promise<readonly Figure[]> {
  const build = await buildAside(folder);
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  await run(process.execPath, [vsce, 'package', '--no-dependencies', '--out', 'bench.vsix'], { cwd: build });

  const activations: Activation[] = [];
  for (let round = 0; round < runs; round++) {
    const { stdout } = await run(process.execPath, [activation, join(build, 'dist', 'extension.js')]);
    activations.push(JSON.parse(stdout));
  }
  const kilobytes = async (path: string): Promise<number> => (await stat(join(build, path))).size / 1000;
  const activationKilobytes = (await activationBundleSize(join(build, 'dist'))) / 1000;
  const group = 'Bundles and activation';
  const time = (of: (one: Activation) => number): number => median(activations.map(of));
  return [
    {
      group,
      what: 'activation bundle',
      value: activationKilobytes,
      unit: 'kB',
      budget: atMost(maxActivationBundle / 1000),
    },
    { group, what: 'VSIX', value: await kilobytes('bench.vsix'), unit: 'kB', budget: atMost(1000) },
    { group, what: 'loading the activation bundle', value: time(({ load }) => load), unit: 'ms' },
    {
      group,
      what: 'activate()',
      value: time(({ activate }) => activate),
      unit: 'ms',
      budget: atMost(10),
      note: 'against a stub of VS Code, so our own part of it',
    },
    { group, what: 'loading the language features', value: time((each) => each.languageFeatures), unit: 'ms' },
    { group, what: 'then loading all other features', value: time((each) => each.features), unit: 'ms' },
  ];
}
