import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderNames } from '../../../../src/core/workflow/paths/folderNames.ts';

describe('a name looked for in any case', () => {
  let folder: string;
  let names: FolderNames;
  beforeEach(async () => {
    names = new FolderNames();
    folder = await mkdtemp(join(tmpdir(), 'names-'));
    await writeFile(join(folder, 'Cat.PNG'), 'x');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** As if nothing had happened in the folder for a while: only then are its names kept. */
  const rest = (seconds: number): Promise<void> => utimes(folder, seconds, seconds);

  it('is found as it is written, else in another case', async () => {
    await writeFile(join(folder, 'dog.png'), 'x');
    assert.equal(await names.find(folder, 'dog.png'), 'dog.png');
    assert.equal(await names.find(folder, 'cat.png'), 'Cat.PNG');
    assert.equal(await names.find(folder, 'cow.png'), undefined);
    assert.equal(await names.find(join(folder, 'none'), 'cat.png'), undefined);
  });

  it('is read once, as long as nothing changes in the folder', async () => {
    await rest(1_000_000_000);
    assert.equal(await names.find(folder, 'cat.png'), 'Cat.PNG');
    await rename(join(folder, 'Cat.PNG'), join(folder, 'Dog.PNG'));
    await rest(1_000_000_000);
    assert.equal(await names.find(folder, 'cat.png'), 'Cat.PNG', 'read again');
  });

  it('is seen at once when it appears', async () => {
    await rest(1_000_000_000);
    assert.equal(await names.find(folder, 'dog.png'), undefined);
    await writeFile(join(folder, 'Dog.PNG'), 'x');
    assert.equal(await names.find(folder, 'dog.png'), 'Dog.PNG');
  });

  it('is not kept of a folder that has just changed, whose clock may be too coarse to show the next change', async () => {
    const now = Date.now() / 1000;
    await rest(now);
    assert.equal(await names.find(folder, 'dog.png'), undefined);
    await writeFile(join(folder, 'Dog.PNG'), 'x');
    await rest(now);
    assert.equal(await names.find(folder, 'dog.png'), 'Dog.PNG');
  });
});
