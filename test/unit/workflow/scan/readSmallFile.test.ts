import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledError } from '../../../../src/core/errors.ts';
import { nameFinder } from '../../../../src/core/workflow/scan/nameInBytes.ts';
import { isNamedInFile } from '../../../../src/core/workflow/scan/namesInFile.ts';
import { readSmallFile } from '../../../../src/core/workflow/scan/readSmallFile.ts';

describe('Files that are searched', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'searched-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('are read as a whole up to a size', async () => {
    await writeFile(at('a.json'), 'twelve bytes');
    await writeFile(at('empty.json'), '');
    assert.equal(Buffer.from((await readSmallFile(at('a.json'), 12)) ?? '').toString(), 'twelve bytes');
    assert.equal((await readSmallFile(at('empty.json'), 12))?.length, 0);
    assert.equal(await readSmallFile(at('a.json'), 11), 'large');
  });

  it('are none where there is no regular file, and a pipe is not waited for', async () => {
    assert.equal(await readSmallFile(at('gone.json'), 10), undefined);
    assert.equal(await readSmallFile(folder, 10), undefined);
    if (process.platform !== 'win32') {
      execFileSync('mkfifo', [at('pipe.json')]);
      assert.equal(await readSmallFile(at('pipe.json'), 10), undefined);
    }
  });

  it('are searched in parts where they are large, also for a name that is in two of them', async () => {
    const { signal } = new AbortController();
    const [before, name] = [4 * 1024 * 1024 - 4, 'hero.png'];
    await writeFile(at('large.json'), `${' '.repeat(before)}${name}${' '.repeat(before)}`);
    assert.equal(await isNamedInFile(at('large.json'), nameFinder([name]), signal), true);
    assert.equal(await isNamedInFile(at('large.json'), nameFinder(['zero.png']), signal), false);
    await assert.rejects(isNamedInFile(at('large.json'), nameFinder([name]), AbortSignal.abort()), CancelledError);
  });
});
