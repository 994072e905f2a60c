import { startGroup } from './processes.ts';

/** How to start npm: the one that started this process, if any, else the one on the PATH. */
export function npmCommand(): { readonly command: string; readonly start: readonly string[]; readonly shell: boolean } {
  const script = process.env.npm_execpath;
  return script?.endsWith('npm-cli.js')
    ? { command: process.execPath, start: [script], shell: false }
    : { command: 'npm', start: [], shell: process.platform === 'win32' };
}

/**
 * Runs npm quietly in a folder.
 * @throws Error with npm's output where it fails.
 */
export async function npm(folder: string, ...args: string[]): Promise<void> {
  const { command, start, shell } = npmCommand();
  const child = startGroup(command, [...start, ...args], { cwd: folder, shell, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) {
    throw new Error(`npm ${args.join(' ')} failed with code ${code}:\n${output.trim()}`);
  }
}
