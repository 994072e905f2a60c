import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CancelledError } from '../../../src/core/errors.ts';
import { inBackground, once, unlessCancelled } from '../../../src/editor/promises.ts';
import { root } from '../../harness/paths.ts';

/** A log that keeps its errors. */
function recordingLog() {
  const errors: string[] = [];
  const ignore = (): void => undefined;
  return { errors, log: { debug: ignore, info: ignore, warn: ignore, error: (text: string) => errors.push(text) } };
}

describe('work nobody waits for', () => {
  it('is logged with its stack when it fails', async () => {
    const { errors, log } = recordingLog();
    inBackground(log, Promise.reject(new Error('The disk is full')));
    await new Promise((resolve) => setImmediate(resolve));
    assert.match(errors.join(), /^Error: The disk is full\n\s+at /);
  });

  it('is not logged when it was cancelled or has succeeded', async () => {
    const { errors, log } = recordingLog();
    inBackground(log, Promise.reject(new CancelledError()));
    inBackground(log, Promise.resolve('done'));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(errors, []);
  });

  it('goes through this function everywhere in the editor, except what VS Code itself shows', () => {
    const discarded = globSync('src/editor/**/*.ts', { cwd: root }).flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .filter((line) => /^\s*void |[=(,?:&|] void /.test(line) && !/^\s*(?:\*|\/[/*])/.test(line))
        .filter((line) => !/\bvoid (?:window\.|show\()/.test(line) && !/\): void|=> void[;,)>]/.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    assert.deepEqual(discarded, []);
  });
});

describe('a function that runs once', () => {
  it('gives everybody the same result', async () => {
    let runs = 0;
    const run = once(async () => ++runs);
    assert.deepEqual(await Promise.all([run(), run()]), [1, 1]);
    assert.equal(await run(), 1);
  });

  it('runs again after a failure', async () => {
    let runs = 0;
    const run = once(async () => {
      runs += 1;
      if (runs === 1) {
        throw new Error('The file was being replaced');
      }
      return runs;
    });
    await assert.rejects(run(), /being replaced/);
    assert.equal(await run(), 2);
  });
});

describe('work that may be given up', () => {
  it('has no result when it was cancelled', async () => {
    assert.equal(await unlessCancelled(Promise.reject(new CancelledError())), undefined);
  });

  it('fails as it would otherwise', async () => {
    await assert.rejects(unlessCancelled(Promise.reject(new TypeError('a mistake'))), TypeError);
    assert.equal(await unlessCancelled(Promise.resolve(3)), 3);
  });
});
