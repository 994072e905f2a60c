import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFilesIn } from '../../../src/core/archive/temporaryFiles.ts';
import { openFolderAsZip, type ZipContents, type ZipFolderOptions } from '../../../src/core/archive/zipFolder.ts';
import type { Asset } from '../../../src/core/asset/asset.ts';
import { openFileAsset } from '../../../src/core/asset/openFileAsset.ts';
import type { UploadErrorCode } from '../../../src/core/errorCodes.ts';
import { CancelledError, UploadError } from '../../../src/core/errors.ts';
import { jpeg, png } from '../asset/samples.ts';
import { readZip } from './readZip.ts';

const taken = ['image/png', 'image/jpeg', 'image/webp'];
const images = { 'b.png': png(2, 2), 'a.png': png(1, 1), 'more/deep/ü.jpg': jpeg(3, 3) };

describe('a folder as ZIP', () => {
  let home: string;
  let temporary: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'zip-folder-'));
    temporary = join(home, 'storage', 'temporary');
  });
  afterEach(() => rm(home, { recursive: true }));

  async function folderOf(name: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(home, name, path)), { recursive: true });
      await writeFile(join(home, name, path), content);
    }
    return join(home, name);
  }

  function open(folder: string, changes: Partial<ZipFolderOptions> = {}): Promise<Asset> {
    const signal = new AbortController().signal;
    const source = {
      realPath: folder,
      open: (path: string) => openFileAsset(path, pathToFileURL(path).href, { signal }),
    };
    return openFolderAsZip(source, {
      uri: pathToFileURL(folder).href,
      mediaTypes: taken,
      maxBytes: undefined,
      temporaryFiles: temporaryFilesIn(temporary),
      signal,
      ...changes,
    });
  }

  async function bytesOf(asset: Asset): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of asset.read()) {
      chunks.push(chunk);
    }
    await asset.close();
    return Buffer.concat(chunks);
  }

  const left = (): Promise<string[]> => readdir(temporary).catch(() => []);

  async function assertRefused(opening: Promise<Asset>, code: UploadErrorCode): Promise<UploadError> {
    const error = await opening.then(
      () => assert.fail('It was opened'),
      (reason: unknown) => reason,
    );
    assert.ok(UploadError.is(error, code), String(error));
    assert.deepEqual(await left(), []);
    return error;
  }

  it('is an asset named after the folder, with the folder as its source', async () => {
    const folder = await folderOf('shots', images);
    const asset = await open(folder);
    assert.equal(asset.name, 'shots.zip');
    assert.equal(asset.uploadName, 'shots.zip');
    assert.equal(asset.uri, pathToFileURL(folder).href);
    assert.equal(asset.kind, 'archive');
    assert.equal(asset.mediaType, 'application/zip');
    const zip = await bytesOf(asset);
    assert.equal(zip.length, asset.size);
    assert.deepEqual(
      readZip(zip).map(({ name }) => name),
      ['a.png', 'b.png', 'more/deep/ü.jpg'],
    );
    for (const { name, bytes } of readZip(zip)) {
      assert.ok(bytes.equals(images[name as keyof typeof images]), name);
    }
  });

  it('has the same bytes for the same images, whatever their times, order and folder', async () => {
    const one = await folderOf('one', images);
    const other = await folderOf('elsewhere/other', Object.fromEntries(Object.entries(images).reverse()));
    for (const [index, name] of Object.keys(images).entries()) {
      const time = new Date(2001 + index, 6, 1);
      await utimes(join(other, name), time, time);
    }
    const zip = await bytesOf(await open(one));
    assert.ok(zip.equals(await bytesOf(await open(other))));
    await writeFile(join(other, 'a.png'), png(1, 2));
    assert.ok(!zip.equals(await bytesOf(await open(other))));
  });

  it('is the same asset whenever it is made, until an image changes', async () => {
    const folder = await folderOf('shots', images);
    const stampNow = async (): Promise<Asset['stamp']> => {
      const asset = await open(folder);
      await asset.close();
      return asset.stamp;
    };
    const stamp = await stampNow();
    assert.deepEqual(await stampNow(), stamp);
    await utimes(join(folder, 'a.png'), 1, 1);
    assert.notDeepEqual(await stampNow(), stamp);
  });

  it('gives files whose names mean a folder or a drive elsewhere names that every reader takes', async function () {
    if (process.platform === 'win32') {
      // No file can be called so there.
      this.skip();
    }
    const folder = await folderOf('shots', { 'C:a.png': png(1, 1), 'b\\..\\b.png': png(2, 2), 'c.png': png(3, 3) });
    await mkdir(join(folder, 'D:'));
    await writeFile(join(folder, 'D:', 'd\\e.png'), png(4, 4));
    const names = readZip(await bytesOf(await open(folder))).map(({ name }) => name);
    assert.deepEqual(names, ['C_a.png', 'D_/d_e.png', 'b_.._b.png', 'c.png']);
  });

  it("contains no varying times, and no sizes after the data, which some readers don't support", async () => {
    const entries = readZip(await bytesOf(await open(await folderOf('shots', images))));
    for (const { time, flags } of entries) {
      assert.equal(time, 0x0021_0000);
      assert.equal(flags, 1 << 11);
    }
  });

  it('leaves out hidden files, links, and anything but images the provider supports', async () => {
    const folder = await folderOf('shots', {
      ...images,
      '.hidden.png': png(1, 1),
      '.git/picture.png': png(1, 1),
      'node_modules/logo.png': png(1, 1),
      'notes.txt': 'words',
      'clip.mp4': 'no image',
      'animation.gif': Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1'),
      'words.png': 'not a picture at all',
      'empty.jpg': '',
    });
    await symlink(join(folder, 'a.png'), join(folder, 'link.png'));
    await symlink(join(folder, 'more'), join(folder, 'linked'));
    const planned: ZipContents[] = [];
    const asset = await open(folder, { onPlanned: (contents) => planned.push(contents) });
    const names = readZip(await bytesOf(asset)).map(({ name }) => name);
    assert.deepEqual(names, ['a.png', 'b.png', 'more/deep/ü.jpg']);
    // Only files a person would miss are reported.
    assert.deepEqual(planned, [{ images: 3, leftOut: ['animation.gif', 'clip.mp4', 'empty.jpg', 'words.png'] }]);
  });

  it('gives images extensions that match their content, and distinct names', async () => {
    const folder = await folderOf('shots', { 'a.png': png(1, 1), 'a.jpg': png(2, 2), 'a.webp': png(3, 3) });
    const entries = readZip(await bytesOf(await open(folder)));
    assert.deepEqual(new Set(entries.map(({ name }) => name)), new Set(['a.png', 'a (1).png', 'a (2).png']));
    assert.equal(new Set(entries.map(({ bytes }) => bytes.toString('hex'))).size, 3);
  });

  it('has exactly the planned size: with one byte less allowed it is refused before anything is written', async () => {
    const folder = await folderOf('shots', images);
    const asset = await open(folder);
    await asset.close();
    const largest = await open(folder, { maxBytes: asset.size });
    await largest.close();
    const limit = asset.size - 1;
    const writesNothing = { ...temporaryFilesIn(temporary), newPath: () => assert.fail('A file was begun') };
    const error = await assertRefused(open(folder, { maxBytes: limit, temporaryFiles: writesNothing }), 'fileTooLarge');
    assert.equal(error.details.limit, limit);
    assert.equal(error.details.size, asset.size);
    assert.equal(error.fileName, 'shots.zip');
    const { largestFiles = [] } = error.details;
    assert.equal(largestFiles.length, Math.min(3, Object.keys(images).length));
    assert.deepEqual(
      largestFiles,
      largestFiles.toSorted((a, b) => b.size - a.size),
    );
  });

  it('is refused if there is no image or no folder', async () => {
    await assertRefused(open(await folderOf('texts', { 'notes.txt': 'words' })), 'noImages');
    await assertRefused(open(join(home, 'nowhere')), 'fileMissing');
  });

  it('can be read again for another attempt', async () => {
    const asset = await open(await folderOf('shots', images));
    let length = 0;
    for await (const chunk of asset.read({ reusesMemory: true })) {
      length += chunk.byteLength;
    }
    assert.equal((await bytesOf(asset)).length, length);
  });

  describe('as a temporary file', () => {
    it('exists while it is open, readable by nobody else, and is deleted when it is closed', async () => {
      const asset = await open(await folderOf('shots', images));
      const [name = ''] = await left();
      const { mode } = await stat(join(temporary, name));
      assert.equal(process.platform === 'win32' ? 0 : mode & 0o077, 0);
      await asset.close();
      assert.deepEqual(await left(), []);
    });

    it('is deleted when an image disappears or changes while it is created', async () => {
      const folder = await folderOf('shots', images);
      const files = temporaryFilesIn(temporary);
      const meddling = (meddle: () => Promise<void>): Partial<ZipFolderOptions> => ({
        temporaryFiles: {
          ...files,
          newPath: async (extension) => {
            await meddle();
            return files.newPath(extension);
          },
        },
      });
      await assertRefused(
        open(
          folder,
          meddling(() => appendFile(join(folder, 'b.png'), 'x')),
        ),
        'changedWhileReading',
      );
      await assertRefused(
        open(
          folder,
          meddling(() => rm(join(folder, 'b.png'))),
        ),
        'fileMissing',
      );
    });

    it('is deleted, and nothing is left open, whenever it is cancelled', async () => {
      const many = Array.from({ length: 12 }, (_, index) => [
        `${index}.png`,
        Buffer.concat([png(1, 1), Buffer.alloc(90_000)]),
      ]);
      const folder = await folderOf('many', Object.fromEntries(many));
      let outcomes = 0;
      for (let questions = 1; outcomes < 2 && questions < 1000; questions += 7) {
        const controller = new AbortController();
        let asked = 0;
        // Cancelled at one step after another: every look at the signal is a place where a person may have changed their mind.
        const signal = new Proxy(controller.signal, {
          get: (target, name) => {
            if (name === 'aborted' && ++asked === questions) {
              controller.abort();
            }
            const value: unknown = Reflect.get(target, name, target);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        });
        try {
          const asset = await open(folder, { signal });
          await asset.close();
          outcomes += 1;
        } catch (error) {
          assert.ok(CancelledError.is(error), String(error));
        }
        assert.deepEqual(await left(), []);
      }
      assert.equal(outcomes, 2);
    });

    it("is deleted when it can't be written", async () => {
      const folder = await folderOf('shots', images);
      const files = temporaryFilesIn(temporary);
      const path = await files.newPath('.zip');
      await writeFile(path, 'in the way');
      const opening = open(folder, { temporaryFiles: { ...files, newPath: async () => path } });
      await assertRefused(opening, 'fileUnreadable');
    });
  });
});
