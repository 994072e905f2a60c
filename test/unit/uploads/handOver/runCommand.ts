import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** What a command wrote, and how it ended. */
interface CommandResult {
  readonly output: string;
  readonly errors: string;
  readonly status: number | null;
}

/** Whether a program can be started. */
export async function isInstalled(program: string): Promise<boolean> {
  const child = spawn(program, ['--version'], { stdio: 'ignore' });
  const result = await Promise.race([once(child, 'exit').then(() => true), once(child, 'error').then(() => false)]);
  return result;
}

/**
 * Runs a command as a shell reads it from a terminal, which has no limit for its length. Nothing of this process's own
 * environment is there, but for the path and what is given.
 */
export async function runCommand(
  command: string,
  {
    shell = 'bash',
    environment = {},
    folder,
  }: {
    readonly shell?: 'bash' | 'sh';
    readonly environment?: Readonly<Record<string, string>>;
    readonly folder?: string;
  } = {},
): Promise<CommandResult> {
  const child = spawn(shell, ['-s'], { cwd: folder, env: { PATH: process.env.PATH, ...environment } });
  child.stdin.on('error', () => undefined);
  child.stdin.end(`${command.replace('curl ', 'curl --silent --show-error ')}\n`);
  const [output, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { output, errors, status: status as number | null };
}
