import { root } from './paths.ts';
import { startHeadOfGroups } from './processes.ts';

interface Showing {
  /** Variables the program finds beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Show what it prints when it has ended, for programs that run side by side; otherwise as it comes. */
  readonly atTheEnd?: boolean;
}

/** Runs a program in the project's folder, shows what it prints and answers it. */
export async function runShowing(
  command: string,
  args: readonly string[],
  { environment = {}, atTheEnd = false }: Showing = {},
): Promise<{ output: string; exitCode: number | null }> {
  const colors = process.stdout.isTTY === true ? { FORCE_COLOR: '1' } : {};
  const child = startHeadOfGroups(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...colors, ...environment },
  });
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (!atTheEnd) {
      process.stdout.write(text);
    }
  });
  child.stderr?.on('data', (chunk: Buffer) => process.stderr.write(chunk));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (atTheEnd) {
    process.stdout.write(output);
  }
  return { output, exitCode };
}
