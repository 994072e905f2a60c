import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { activationBundleSize, maxActivationBundle } from '../../bench/activationBundle.ts';
import { buildAside } from '../../bench/buildAside.ts';
import { removeFolder, temporaryFolder } from '../../harness/processes.ts';

describe('the activation bundle', () => {
  let folder: string;

  before(() => {
    folder = temporaryFolder('activation');
  });
  after(() => removeFolder(folder));

  it('stays within its budget: every window loads it', async () => {
    const size = await activationBundleSize(join(await buildAside(folder), 'dist'));
    assert.ok(size > 10_000, `${size} bytes: its chunks weren't found`);
    assert.ok(size <= maxActivationBundle, `${size} bytes: load what activation doesn't need on first use`);
  });

  it('leaves the hash of one provider to a file of its own, which holds no other hash', async () => {
    const dist = join(await buildAside(folder), 'dist');
    const names = readdirSync(dist).filter((name) => name.endsWith('.js'));
    const holding = names.filter((name) => readFileSync(join(dist, name), 'utf8').includes('createBLAKE3'));
    assert.equal(holding.length, 1);
    assert.match(holding[0] ?? '', /^blake3-/);
    assert.ok(statSync(join(dist, holding[0] ?? '')).size < 30_000);
  });
});
