import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installOnce } from '../../harness/installOnce.ts';

describe('installing something once', () => {
  let cache: string;
  let folder: string;
  let builds: number;
  const say = console.log;

  const build = async (empty: string) => {
    builds += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
    writeFileSync(join(empty, 'done'), 'yes');
  };

  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'install-once-'));
    folder = join(cache, 'thing-1');
    builds = 0;
    console.log = () => undefined;
  });
  afterEach(() => {
    console.log = say;
    rmSync(cache, { recursive: true });
  });

  it('builds it and leaves nothing else behind', async () => {
    await installOnce(folder, 'a thing', build);
    assert.equal(readFileSync(join(folder, 'done'), 'utf8'), 'yes');
    assert.deepEqual(readdirSync(cache), ['thing-1']);
  });

  it('does not build what is there', async () => {
    await installOnce(folder, 'a thing', build);
    await installOnce(folder, 'a thing', build);
    assert.equal(builds, 1);
  });

  it('lets the second of two wait for the first', async () => {
    await Promise.all([installOnce(folder, 'a thing', build), installOnce(folder, 'a thing', build)]);
    assert.equal(builds, 1);
  });

  it('leaves nothing of a build that failed, and builds at the next try', async () => {
    const failing = async (empty: string) => {
      writeFileSync(join(empty, 'half'), '');
      throw new Error('the network is gone');
    };
    await assert.rejects(installOnce(folder, 'a thing', failing), /network is gone/);
    assert.deepEqual(readdirSync(cache), []);
    await installOnce(folder, 'a thing', build);
    assert.equal(existsSync(join(folder, 'half')), false);
  });

  it('starts over after a process that was killed in the middle', async () => {
    mkdirSync(`${folder}.unfinished-4194304`);
    writeFileSync(join(`${folder}.unfinished-4194304`, 'half'), '');
    // Above every process number a system hands out.
    writeFileSync(`${folder}.lock`, '4194305');
    await installOnce(folder, 'a thing', build);
    assert.deepEqual(readdirSync(cache), ['thing-1']);
  });
});
