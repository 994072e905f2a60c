import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFilesIn } from '../../../src/core/archive/temporaryFiles.ts';

const module = fileURLToPath(new URL('../../../src/core/archive/temporaryFiles.ts', import.meta.url));

describe('the folder for temporary files', () => {
  let folder: string;

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'temporary-')), 'files');
  });
  afterEach(() => rm(join(folder, '..'), { recursive: true }));

  it('is created when needed, and gives no two files the same name', async () => {
    const files = temporaryFilesIn(folder);
    const paths = await Promise.all([files.newPath('.zip'), files.newPath('.zip')]);
    assert.notEqual(paths[0], paths[1]);
    for (const path of paths) {
      await writeFile(path, '');
    }
    assert.equal((await readdir(folder)).length, 2);
  });

  it('is nobody else’s, also where an earlier version left it open to others', async function () {
    if (process.platform === 'win32') {
      // Its files have no such bits.
      this.skip();
    }
    const files = temporaryFilesIn(folder);
    await files.newPath('.zip');
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    await chmod(folder, 0o755);
    await files.newPath('.zip');
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
  });

  it('is cleared of what a killed process left at the next start, and of nothing else', async () => {
    const crash = `
      import { writeFileSync } from 'node:fs';
      import { temporaryFilesIn } from ${JSON.stringify(module)};
      writeFileSync(await temporaryFilesIn(${JSON.stringify(folder)}).newPath('.zip'), 'half an archive');
      process.kill(process.pid, 'SIGKILL');`;
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', crash]);
    assert.equal(signal, 'SIGKILL');
    assert.equal((await readdir(folder)).length, 1);

    const files = temporaryFilesIn(folder);
    const inUse = await files.newPath('.zip');
    await writeFile(inUse, 'an archive under way');
    await writeFile(join(folder, 'somebody-elses.txt'), '');
    await files.sweep();
    assert.deepEqual((await readdir(folder)).sort(), [basename(inUse), 'somebody-elses.txt'].sort());
  });

  it("needn't exist to be cleared", async () => {
    await temporaryFilesIn(join(folder, 'nowhere')).sweep();
    await rm(join(folder, '..'), { recursive: true, force: true });
    await temporaryFilesIn(folder).newPath('.zip');
  });
});
