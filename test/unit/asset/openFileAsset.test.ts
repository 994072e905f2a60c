import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Asset, ReadOptions } from '../../../src/core/asset/asset.ts';
import { openFileAsset } from '../../../src/core/asset/openFileAsset.ts';
import { isSameFile } from '../../../src/core/asset/readUnchanged.ts';
import type { UploadErrorCode } from '../../../src/core/errorCodes.ts';
import { CancelledError, UploadError } from '../../../src/core/errors.ts';
import { png, samples, webp } from './samples.ts';

const signal = new AbortController().signal;
const isWindows = process.platform === 'win32';

async function bytesOf(asset: Asset, options?: ReadOptions): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of asset.read(options)) {
    chunks.push(options?.reusesMemory ? Buffer.from(chunk) : chunk);
  }
  return Buffer.concat(chunks);
}

const isCode = (code: UploadErrorCode) => (error: unknown) => {
  assert.ok(UploadError.is(error, code), `${code} expected, got ${error}`);
  return true;
};

async function openHandles(): Promise<number> {
  return process.platform === 'linux' ? (await readdir('/proc/self/fd')).length : 0;
}

describe('a file opened as an asset', () => {
  let folder: string;
  let path: string;
  const opened: Asset[] = [];
  const content = Buffer.concat([png(640, 480), randomBytes(1_000_000)]);

  const open = async (at = path): Promise<Asset> => {
    const asset = await openFileAsset(at, `file://${at}`, { signal });
    opened.push(asset);
    return asset;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asset-'));
    path = join(folder, 'photo.png');
    await writeFile(path, content);
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((asset) => asset.close()));
    await rm(folder, { recursive: true });
  });

  it('tells what it is', async () => {
    const asset = await open();
    assert.equal(asset.uri, `file://${path}`);
    assert.equal(asset.name, 'photo.png');
    assert.equal(asset.uploadName, 'photo.png');
    assert.equal(asset.size, content.length);
    assert.equal(asset.mediaType, 'image/png');
    assert.equal(asset.kind, 'image');
    assert.deepEqual(asset.pixelSize, { width: 640, height: 480 });
    assert.equal(asset.stamp.size, content.length);
    assert.ok(Math.abs(asset.stamp.mtimeMs - Date.now()) < 60_000);
  });

  it('has a stamp that changes when it is written, and only then', async () => {
    const first = (await open()).stamp;
    assert.deepEqual((await open()).stamp, first);
    await utimes(path, 1_000, 1_000.25);
    assert.equal((await open()).stamp.mtimeMs, 1_000_250);
  });

  it('is sent under a name that fits its content', async () => {
    const wrong = join(folder, 'photo.jpg');
    await writeFile(wrong, webp(2, 2));
    const asset = await open(wrong);
    assert.equal(asset.name, 'photo.jpg');
    assert.equal(asset.uploadName, 'photo.webp');
  });

  it('gives its bytes in order, in pieces of bounded size, and again for another attempt', async () => {
    const asset = await open();
    assert.ok(content.equals(await bytesOf(asset)));
    assert.ok(content.equals(await bytesOf(asset)));
    for await (const chunk of asset.read()) {
      assert.ok(chunk.byteLength <= 262_144);
    }
  });

  it('gives the same bytes where its memory is used again', async () => {
    assert.ok(content.equals(await bytesOf(await open(), { reusesMemory: true })));
  });

  it('keeps a chunk intact until the next but one is asked for', async () => {
    let previous: Uint8Array | undefined;
    let position = 0;
    for await (const chunk of (await open()).read({ reusesMemory: true })) {
      if (previous !== undefined) {
        assert.ok(content.subarray(position - previous.byteLength, position).equals(previous));
      }
      previous = chunk;
      position += chunk.byteLength;
    }
    assert.equal(position, content.length);
  });

  it('uses a few buffers only where memory is used again, and one for each reading otherwise', async () => {
    const long = join(folder, 'long.png');
    await writeFile(long, Buffer.concat([png(1, 1), Buffer.alloc(3_000_000)]));
    const asset = await open(long);
    const memoryOf = async (options?: ReadOptions): Promise<number> => {
      const buffers = new Set<ArrayBufferLike>();
      for await (const chunk of asset.read(options)) {
        buffers.add(chunk.buffer);
      }
      return buffers.size;
    };
    assert.equal(await memoryOf({ reusesMemory: true }), 3);
    assert.equal(await memoryOf(), 6);
  });

  it('can be left in the middle of a reading', async () => {
    const asset = await open();
    for await (const chunk of asset.read()) {
      assert.ok(chunk.byteLength > 0);
      break;
    }
    await asset.close();
    await asset.close();
  });

  it('cannot be read after it was closed', async () => {
    const asset = await open();
    await asset.close();
    await assert.rejects(bytesOf(asset), isCode('fileUnreadable'));
  });

  it('lets its handle go when it is closed, and when it was none', async () => {
    const before = await openHandles();
    await (await open()).close();
    const text = join(folder, 'secret.png');
    await writeFile(text, '-----BEGIN OPENSSH PRIVATE KEY-----');
    await assert.rejects(open(text), isCode('typeUnsupported'));
    assert.equal(await openHandles(), before);
  });

  it('is taken for the same file where a version of libuv reports the device of its path, or of its handle, as 0', () => {
    const found = { ino: 2n ** 63n + 1n, dev: 7n };
    for (const [one, other] of [
      [found, { ...found, dev: 0n }],
      [{ ...found, dev: 0n }, found],
      [found, found],
    ] as const) {
      assert.ok(isSameFile(one, other));
    }
    assert.ok(!isSameFile(found, { ...found, dev: 8n }));
    // The two are the same as numbers.
    assert.ok(!isSameFile(found, { ...found, ino: 2n ** 63n }));
    assert.ok(!isSameFile(found, { ino: 2n ** 63n, dev: 0n }));
  });

  describe('that changes while it is read', () => {
    const changes: Readonly<Record<string, (path: string) => Promise<void>>> = {
      grows: (at) => appendFile(at, 'more'),
      shrinks: (at) => truncate(at, 500_000),
      'shrinks to nothing': (at) => truncate(at, 0),
      'is written in place': async (at) => {
        await writeFile(at, randomBytes(content.length));
        await utimes(at, 1, 1);
      },
      'is replaced by another of the same size and time': async (at) => {
        await writeFile(`${at}.new`, content);
        await rename(`${at}.new`, at);
      },
      'is deleted': (at) => rm(at),
      'is moved away': (at) => rename(at, `${at}.old`),
    };
    for (const [what, change] of Object.entries(changes)) {
      it(`isn’t a whole file where it ${what}, and its last bytes are held back`, async function () {
        if (isWindows && /replaced|deleted|moved/.test(what)) {
          this.skip();
        }
        const asset = await open();
        let received = 0;
        const reading = (async () => {
          for await (const chunk of asset.read()) {
            if (received === 0) {
              await change(path);
            }
            received += chunk.byteLength;
          }
        })();
        await assert.rejects(reading, isCode(/deleted|moved/.test(what) ? 'fileRemoved' : 'changedWhileReading'));
        assert.ok(received < content.length);
      });

      it(`is not begun where it ${what} between two attempts`, async function () {
        if (isWindows && /replaced|deleted|moved/.test(what)) {
          this.skip();
        }
        const asset = await open();
        await bytesOf(asset);
        await change(path);
        let received = 0;
        const reading = (async () => {
          for await (const chunk of asset.read()) {
            received += chunk.byteLength;
          }
        })();
        await assert.rejects(reading, isCode(/deleted|moved/.test(what) ? 'fileRemoved' : 'changedWhileReading'));
        assert.equal(received, 0);
      });
    }

    it('is unchanged where it was only looked at', async () => {
      const asset = await open();
      for await (const _chunk of asset.read()) {
        await open();
      }
      assert.ok(content.equals(await bytesOf(asset)));
    });
  });

  it('is followed through a symbolic link', async function () {
    if (isWindows) {
      this.skip();
    }
    const link = join(folder, 'link.png');
    await symlink(path, link);
    const asset = await open(link);
    assert.equal(asset.name, 'link.png');
    assert.ok(content.equals(await bytesOf(asset)));
  });

  describe('cannot be', () => {
    it('a path that leads nowhere', async () => {
      await assert.rejects(open(join(folder, 'none.png')), isCode('fileMissing'));
      await assert.rejects(open(join(path, 'below-a-file.png')), isCode('fileMissing'));
      await assert.rejects(open(join(folder, `${'x'.repeat(300)}.png`)), isCode('fileMissing'));
      await assert.rejects(open(join(folder, 'nul\0.png')), isCode('fileMissing'));
    });

    it('a folder', async () => {
      await mkdir(join(folder, 'folder.png'));
      await assert.rejects(open(join(folder, 'folder.png')), isCode('notAFile'));
    });

    it('a named pipe, which is refused without waiting for a writer', async function () {
      if (isWindows) {
        this.skip();
      }
      const pipe = join(folder, 'pipe.png');
      execFileSync('mkfifo', [pipe]);
      await assert.rejects(open(pipe), isCode('notAFile'));
    });

    it('a device', async function () {
      if (isWindows) {
        this.skip();
      }
      await assert.rejects(open('/dev/zero'), isCode('notAFile'));
    });

    it('a file of another person', async function () {
      if (isWindows || process.getuid?.() === 0) {
        this.skip();
      }
      await chmod(path, 0);
      await assert.rejects(open(), isCode('fileUnreadable'));
    });

    it('an empty file', async () => {
      await writeFile(path, '');
      await assert.rejects(open(), isCode('fileEmpty'));
    });

    it('a file that isn’t media, whatever its name', async () => {
      await writeFile(path, 'API_KEY=1234\n');
      await assert.rejects(open(), (error) => {
        assert.ok(UploadError.is(error, 'typeUnsupported'));
        assert.equal(error.fileName, 'photo.png');
        assert.equal(error.details.mediaType, undefined);
        return true;
      });
    });

    it('opened once it is no longer wanted', async () => {
      const aborted = AbortSignal.abort();
      await assert.rejects(openFileAsset(path, 'file:///x', { signal: aborted }), CancelledError.is);
    });
  });

  it('keeps the folder it is in out of what failures say', async () => {
    await assert.rejects(open(join(folder, 'none.png')), (error) => {
      assert.ok(UploadError.is(error));
      assert.ok(!error.message.includes(folder));
      assert.equal(error.fileName, 'none.png');
      return true;
    });
  });

  it('can be of any kind there is', async () => {
    for (const [extension, { mediaType, bytes }] of Object.entries(samples)) {
      const at = join(folder, `file.${extension}`);
      await writeFile(at, bytes);
      const asset = await open(at);
      assert.equal(asset.mediaType, mediaType);
      assert.equal(asset.uploadName, `file.${extension}`);
    }
  });
});
