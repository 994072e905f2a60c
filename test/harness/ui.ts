import { globSync } from 'node:fs';
import { join } from 'node:path';
import { versionVariable } from '../ui/driver/prepared.ts';
import { installVscode } from './codeServer.ts';
import { type Counts, mochaCounts, sum } from './counts.ts';
import type { TestOptions } from './options.ts';
import { packageExtension } from './packageExtension.ts';
import { root } from './paths.ts';
import { runShowing } from './runShowing.ts';

/** Longest time one UI test may take, in milliseconds. */
const testTimeout = 90_000;

/** Packages the extension and runs test/ui on it in the real VS Code server. */
export async function runUi(options: TestOptions): Promise<Counts> {
  await packageExtension();
  await installVscode(options.vscode);
  const files = globSync('test/ui/**/*.test.ts', { cwd: root })
    .filter((file) => options.only.length === 0 || options.only.some((part) => file.includes(part)))
    .sort();
  if (files.length === 0) {
    throw new Error(`No file in test/ui has a name with ${options.only.join(' or ')} in it.`);
  }
  const waiting = [...files];
  const counts: Counts[] = [];
  const runWaiting = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      counts.push(await runFile(file, options));
    }
  };
  // Windows wait more than they work, so that two of them share two cores well.
  await Promise.all([runWaiting(), runWaiting()]);
  return sum(counts);
}

/**
 * Runs one file in a process of its own. A real window on a busy machine now and then loses a click: a test is tried
 * again once, and where that does not help, for instance because the window itself is stuck or a hook has failed, the
 * whole file in a new window. What fails then has a reason.
 */
async function runFile(file: string, options: TestOptions): Promise<Counts> {
  const first = await runMocha(file, options);
  if (first.failed === 0) {
    return first;
  }
  console.log(`\n${file} is run once more, in a new window.`);
  return await runMocha(file, options);
}

async function runMocha(file: string, options: TestOptions): Promise<Counts> {
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const patience = ['--timeout', String(testTimeout), '--slow', '15000', '--retries', '1'];
  const grep = options.grep === undefined ? [] : ['--grep', options.grep];
  const args = [mocha, '--require', './test/ui/driver/hooks.ts', ...patience, ...grep, file];
  const environment = { [versionVariable]: options.vscode };
  const { output, exitCode } = await runShowing(process.execPath, args, { environment, atTheEnd: true });
  return mochaCounts(output, exitCode);
}
