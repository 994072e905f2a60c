import { globSync } from 'node:fs';
import { join } from 'node:path';
import { versionVariable } from '../ui/driver/prepared.ts';
import { installVscode } from './codeServer.ts';
import { type Counts, mochaCounts } from './counts.ts';
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
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  // A real window on a busy machine now and then loses a click: a test that fails twice in a row has a reason.
  const patience = ['--timeout', String(testTimeout), '--slow', '15000', '--retries', '1'];
  // Windows wait more than they work, so that two of them share two cores well.
  const args = [mocha, '--require', './test/ui/driver/hooks.ts', '--parallel', '--jobs', '2', ...patience];
  const grep = options.grep === undefined ? [] : ['--grep', options.grep];
  const { output, exitCode } = await runShowing(process.execPath, [...args, ...grep, ...files], {
    [versionVariable]: options.vscode,
  });
  return mochaCounts(output, exitCode);
}
