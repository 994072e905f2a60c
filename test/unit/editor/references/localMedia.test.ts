import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { providerById } from '../../../../src/core/providers/registry.ts';
import { removeFolder, temporaryFolder } from '../../../harness/processes.ts';

const { describeLocalMedia, refusalReason } = await import('../../../../src/editor/references/hovers/localMedia.ts');

describe('a local file that a document names', () => {
  const folder = temporaryFolder('local-media');
  before(() => {
    // A picture with the extension of another one.
    copyFileSync(new URL('../../../start/workspace/images/hero.png', import.meta.url), join(folder, 'hero.jpg'));
    writeFileSync(join(folder, 'notes.png'), 'not a picture');
    mkdirSync(join(folder, 'folder.png'));
  });
  after(() => removeFolder(folder));

  it('is described by its content, with its pixels', async () => {
    const { mediaType, pixelSize, size = 0 } = (await describeLocalMedia(join(folder, 'hero.jpg'))) ?? {};
    assert.equal(mediaType, 'image/png');
    assert.ok(pixelSize && pixelSize.width > 0 && pixelSize.height > 0);
    assert.ok(size > 0);
  });

  it('has no media type where it is something else, and nothing at all where it is no file', async () => {
    assert.deepEqual(await describeLocalMedia(join(folder, 'notes.png')), {
      size: 13,
      mediaType: undefined,
      pixelSize: undefined,
    });
    assert.equal(await describeLocalMedia(join(folder, 'folder.png')), undefined);
    assert.equal(await describeLocalMedia(join(folder, 'gone.png')), undefined);
  });

  it('is refused with the limit it does not meet', () => {
    const image = { size: 1_000, mediaType: 'image/png', pixelSize: { width: 100, height: 100 } };
    const runningHub = providerById('runningHub');
    assert.equal(refusalReason(runningHub, image), undefined);
    assert.equal(refusalReason(runningHub, { ...image, mediaType: 'image/gif' }), "doesn't support this file type");
    assert.equal(refusalReason(runningHub, { ...image, mediaType: undefined }), "doesn't support this file type");
    assert.equal(refusalReason(runningHub, { ...image, size: 0 }), "doesn't take empty files");
    assert.match(refusalReason(runningHub, { ...image, size: 1e12 }) ?? '', /^takes \d+ MB at most$/);
  });
});
