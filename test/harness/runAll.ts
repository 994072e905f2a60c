/** `npm test`: every part one after the other; a part that fails does not hide the later ones. */
import { type Counts, mochaCounts, secondTrySentence, sentence, sum } from './counts.ts';
import { npmCommand } from './npm.ts';
import { runCommand, type TestOptions, testOptions } from './options.ts';
import { endOnSignals } from './processes.ts';
import { runShowing } from './runShowing.ts';
import { runSuites } from './suites.ts';
import { runUi } from './ui.ts';

interface Part {
  readonly title: string;
  run(options: TestOptions): Promise<Counts>;
}

const parts: readonly Part[] = [
  { title: 'Types', run: () => check('check:types') },
  { title: 'Lint', run: () => check('lint') },
  { title: 'Format', run: () => check('check:format') },
  { title: 'Unit tests', run: unitTests },
  { title: 'Extension-host suites', run: runSuites },
  { title: 'UI tests', run: runUi },
];

/** A check counts as one test. */
async function check(script: string): Promise<Counts> {
  const { exitCode } = await npmRun(script);
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function unitTests(): Promise<Counts> {
  const { output, exitCode } = await npmRun('test:unit');
  return mochaCounts(output, exitCode);
}

function npmRun(script: string) {
  const { command, start } = npmCommand();
  return runShowing(command, [...start, 'run', '--silent', script]);
}

/** A part that can't even run counts as one failure. */
async function runPart(part: Part, options: TestOptions): Promise<Counts> {
  try {
    return await part.run(options);
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

endOnSignals();
await runCommand(async () => {
  const options = testOptions(process.argv.slice(2));
  const results: { readonly title: string; readonly counts: Counts; readonly seconds: number }[] = [];
  for (const part of parts) {
    console.log(`\n== ${part.title}`);
    const started = Date.now();
    const counts = await runPart(part, options);
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(`-- ${part.title}: ${sentence(counts)} (${seconds} s)`);
    results.push({ title: part.title, counts, seconds });
  }
  console.log(`\n== Summary, tested in VS Code ${options.vscode}`);
  for (const { title, counts, seconds } of results) {
    console.log(`${title.padEnd(24)} ${sentence(counts)} (${seconds} s)`);
  }
  const total = sum(results.map(({ counts }) => counts));
  const unsteady = secondTrySentence(total);
  if (unsteady !== undefined) {
    console.log(unsteady);
  }
  console.log(sentence(total));
  return total.failed === 0 ? 0 : 1;
});
