/**
 * `npm run test:proofs -- [--grep <pattern>] [part of a file name …]`: what takes too long for `npm test`, one file after
 * the other, so that nothing but the proof itself has the machine.
 */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { mochaCounts, sentence } from './counts.ts';
import { runCommand, testOptions } from './options.ts';
import { root } from './paths.ts';
import { endOnSignals } from './processes.ts';
import { runShowing } from './runShowing.ts';

/** The longest one proof may take, in milliseconds. */
const proofTimeout = 300_000;

endOnSignals();
await runCommand(async () => {
  const { only, grep } = testOptions(process.argv.slice(2));
  const files = globSync('test/proofs/**/*.test.ts', { cwd: root })
    .filter((file) => only.length === 0 || only.some((part) => file.includes(part)))
    .sort();
  if (files.length === 0) {
    throw new Error(`No file in test/proofs has a name with ${only.join(' or ')} in it.`);
  }
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const pattern = grep === undefined ? [] : ['--grep', grep];
  const args = [mocha, '--timeout', String(proofTimeout), '--slow', '60000', ...pattern, ...files];
  const { output, exitCode } = await runShowing(process.execPath, args);
  const counts = mochaCounts(output, exitCode);
  console.log(sentence(counts));
  return counts.failed === 0 ? 0 : 1;
});
