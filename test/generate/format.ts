import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Formats source text as the formatter of this repository would, so that generated files pass its check. */
export function formatted(root: string, path: string, text: string): string {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  // Without its view of the repository: a copy of the tree that tests make isn't one.
  const args = [biome, 'format', '--vcs-enabled=false', `--stdin-file-path=${path}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, input: text, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${path} couldn't be formatted: ${stderr}`);
  }
  return stdout;
}
