import { parseArgs } from 'node:util';
import { newestVscode, vscodeVersions } from './codeServer.ts';

export interface TestOptions {
  /** Version of VS Code to run in. */
  readonly vscode: string;
  /** Mocha's --grep. */
  readonly grep: string | undefined;
  /** Parts of file names; all files where empty. */
  readonly only: readonly string[];
}

/**
 * Reads `[--vscode <version>] [--grep <pattern>] [part of a file name …]`.
 * @throws Error with a sentence for the person at the terminal.
 */
export function testOptions(args: readonly string[]): TestOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { vscode: { type: 'string', default: newestVscode }, grep: { type: 'string' } },
  });
  if (!vscodeVersions.includes(values.vscode)) {
    throw new Error(`--vscode ${values.vscode}: tests run in VS Code ${vscodeVersions.join(' or ')}.`);
  }
  return { vscode: values.vscode, grep: values.grep, only: positionals };
}

/** Runs a command; what goes wrong is said in one sentence where it is a mistake at the terminal or of the machine. */
export async function runCommand(command: () => Promise<number>): Promise<void> {
  try {
    process.exit(await command());
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}
