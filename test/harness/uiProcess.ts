/** `node test/harness/uiProcess.ts <file> <result file> [pattern]`: runs one file of UI tests, as the harness starts it. */
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import { mochaHooks } from '../ui/driver/hooks.ts';
import { watchRun } from './uiResult.ts';

/** The longest one UI test may take, in milliseconds. */
const testTimeout = 90_000;

const [file, resultFile, pattern] = process.argv.slice(2);
if (file === undefined || resultFile === undefined) {
  throw new Error('Usage: node test/harness/uiProcess.ts <file> <result file> [pattern]');
}
const mocha = new Mocha({
  rootHooks: mochaHooks,
  timeout: testTimeout,
  slow: 15_000,
  retries: 1,
  ...(pattern === undefined ? {} : { grep: pattern }),
});
mocha.addFile(file);
await mocha.loadFilesAsync();
const runner = mocha.run((failures) => {
  writeFileSync(resultFile, JSON.stringify(result()));
  process.exitCode = failures === 0 ? 0 : 1;
});
const result = watchRun(runner, console.log);
