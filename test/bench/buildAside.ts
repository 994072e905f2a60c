import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../harness/paths.ts';

const run = promisify(execFile);

/** Builds the bundles as they are published, aside: dist/ stays as it is. @returns the folder that is like the project's */
export async function buildAside(folder: string): Promise<string> {
  const build = join(folder, 'build');
  if (existsSync(build)) {
    return build;
  }
  await mkdir(build);
  for (const name of ['package.json', 'package.nls.json', 'README.md', 'CHANGELOG.md', 'LICENSE', '.vscodeignore']) {
    await cp(join(root, name), join(build, name));
  }
  for (const name of ['l10n', 'media']) {
    await cp(join(root, name), join(build, name), { recursive: true });
  }
  await symlink(join(root, 'src'), join(build, 'src'));
  await run(process.execPath, [join(root, 'esbuild.js'), '--production'], { cwd: build });
  return build;
}
