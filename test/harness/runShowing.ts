import { root } from './paths.ts';
import { startGroupParent } from './processes.ts';

interface RunOptions {
  /** Variables in addition to those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Print the output when the program has ended, for programs that run side by side; otherwise as it comes. */
  readonly printAtEnd?: boolean;
}

/** Runs a program in the project's folder, prints its output and returns it. */
export async function runShowing(
  command: string,
  args: readonly string[],
  { environment = {}, printAtEnd = false }: RunOptions = {},
): Promise<{ output: string; exitCode: number | null }> {
  const colors = process.stdout.isTTY === true ? { FORCE_COLOR: '1' } : {};
  const child = startGroupParent(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...colors, ...environment },
  });
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (!printAtEnd) {
      process.stdout.write(text);
    }
  });
  child.stderr?.on('data', (chunk: Buffer) => process.stderr.write(chunk));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (printAtEnd) {
    process.stdout.write(output);
  }
  return { output, exitCode };
}
