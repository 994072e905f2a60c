import { root } from './paths.ts';
import { startGroup } from './processes.ts';

/** Runs a program in the project's folder, shows what it prints as it comes and answers it. */
export async function runShowing(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ output: string; exitCode: number | null }> {
  const colors = process.stdout.isTTY === true ? { FORCE_COLOR: '1' } : {};
  const child = startGroup(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...colors, ...environment },
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    process.stdout.write(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => process.stderr.write(chunk));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  return { output, exitCode };
}
