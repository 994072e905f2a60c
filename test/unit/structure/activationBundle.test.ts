import assert from 'node:assert/strict';
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
});
