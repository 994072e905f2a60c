import { globSync } from 'node:fs';
import { join } from 'node:path';
import { versionVariable } from '../ui/driver/prepared.ts';
import { installVscode } from './codeServer.ts';
import { type Counts, limitSecondTries, sum } from './counts.ts';
import type { TestOptions } from './options.ts';
import { packageExtension } from './packageExtension.ts';
import { root } from './paths.ts';
import { removeFolder, temporaryFolder } from './processes.ts';
import { runShowing } from './runShowing.ts';
import { readUiResult, type UiResult, uiCounts } from './uiResult.ts';

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
  return limitSecondTries(sum(counts));
}

/**
 * Runs one file in a process of its own. A real window on a busy machine now and then loses a click: a test is tried again
 * once, and where that doesn't help, for instance because the window itself is stuck or a hook has failed, the whole file
 * in a new window. What passes only then is named at the end of the run, and only a few of them are accepted.
 */
async function runFile(file: string, options: TestOptions): Promise<Counts> {
  const first = await runOnce(file, options);
  if (first.failed.length === 0) {
    return uiCounts(first);
  }
  console.log(`\n${file} is run once more, in a new window.`);
  return uiCounts(first, await runOnce(file, options));
}

async function runOnce(file: string, options: TestOptions): Promise<UiResult> {
  const folder = temporaryFolder('ui-result');
  const resultFile = join(folder, 'result.json');
  const args = [join(root, 'test', 'harness', 'uiProcess.ts'), file, resultFile];
  const environment = { [versionVariable]: options.vscode };
  const { exitCode } = await runShowing(process.execPath, options.grep === undefined ? args : [...args, options.grep], {
    environment,
    printAtEnd: true,
  });
  const result = readUiResult(resultFile, { file, exitCode });
  removeFolder(folder);
  return result;
}
