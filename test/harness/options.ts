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
 * @throws Error with a message for the person at the terminal.
 */
export function testOptions(args: readonly string[]): TestOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { vscode: { type: 'string', default: newestVscode }, grep: { type: 'string' } },
  });
  if (!vscodeVersions.includes(values.vscode)) {
    throw new Error(`--vscode ${values.vscode}: the tests run in VS Code ${vscodeVersions.join(' or ')}.`);
  }
  return { vscode: values.vscode, grep: values.grep, only: positionals };
}

/** Runs a command and exits with its code; of an error only the message is printed, without a stack. */
export async function runCommand(command: () => Promise<number>): Promise<void> {
  try {
    process.exit(await command());
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}
