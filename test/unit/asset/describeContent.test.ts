import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describeContent } from '../../../src/core/asset/describeContent.ts';
import { kindOf } from '../../../src/core/asset/mediaTypes.ts';
import { UploadError } from '../../../src/core/errors.ts';
import { avif, bmp, gif, jpeg, png, samples, tiff, webp } from './samples.ts';

const describeBytes = (bytes: Uint8Array) => describeContent(async (length) => bytes.subarray(0, length), 'file');

/** A local file header with the given entry name and content. */
function zipEntry(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(10, 4);
  header.writeUInt32LE(content.length, 18);
  header.writeUInt32LE(content.length, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name), content]);
}

describe('what a file is, by its content', () => {
  for (const [extension, { mediaType, bytes }] of Object.entries(samples)) {
    it(`is ${mediaType} for a file that usually ends in .${extension}`, async () => {
      const found = await describeBytes(bytes);
      assert.equal(found.mediaType, mediaType);
      assert.equal(found.kind, kindOf(mediaType));
    });
  }

  it('comes with the size of every kind of image', async () => {
    const images = { png, jpeg, webp, gif, bmp, tiff, avif };
    for (const [name, make] of Object.entries(images)) {
      assert.deepEqual((await describeBytes(make(640, 480))).pixelSize, { width: 640, height: 480 }, name);
    }
  });

  it('comes without a size for what is no image', async () => {
    assert.equal((await describeBytes(Buffer.from('fLaC'.padEnd(300), 'latin1'))).pixelSize, undefined);
  });

  it('has the size of a photo whose camera put 300 KB of previews before it', async () => {
    const asked: number[] = [];
    const photo = jpeg(6000, 4000, 300_000);
    const { pixelSize } = await describeContent(async (length) => {
      asked.push(length);
      return photo.subarray(0, length);
    }, 'photo.jpg');
    assert.deepEqual(pixelSize, { width: 6000, height: 4000 });
    assert.deepEqual(asked, [65_536, 1_048_576]);
  });

  it('is an image of unknown size where the size comes after the first megabyte', async () => {
    const found = await describeBytes(jpeg(6000, 4000, 1_500_000));
    assert.equal(found.mediaType, 'image/jpeg');
    assert.equal(found.pixelSize, undefined);
  });

  it('is an image of unknown size where the header is cut off or says zero', async () => {
    assert.equal((await describeBytes(jpeg(10, 10).subarray(0, 22))).pixelSize, undefined);
    assert.equal((await describeBytes(png(0, 10))).pixelSize, undefined);
  });

  it('does not look past the end of the bytes it was given', async () => {
    const memory = Buffer.concat([gif(3, 2).subarray(0, 7), Buffer.alloc(100, 0x11)]);
    assert.equal((await describeBytes(memory.subarray(0, 7))).pixelSize, undefined);
  });

  it('is a ZIP also where its first entry is longer than what is looked at', async () => {
    const archive = zipEntry('a.png', Buffer.alloc(3_000_000, 1));
    assert.equal((await describeBytes(archive)).mediaType, 'application/zip');
  });

  it('is refused for documents that are ZIPs inside, naming what they are', async () => {
    const epub = Buffer.concat([zipEntry('mimetype', Buffer.from('application/epub+zip')), Buffer.alloc(100)]);
    await assert.rejects(describeBytes(epub), (error) => {
      assert.ok(UploadError.is(error, 'typeUnsupported'));
      assert.equal(error.details.mediaType, 'application/epub+zip');
      return true;
    });
  });

  it('is refused for keys, texts and programs, whatever they are called', async () => {
    const secrets = [
      '-----BEGIN OPENSSH PRIVATE KEY-----\n',
      'API_KEY=abc\n',
      '\x7fELF\x02\x01\x01',
      '{"a": 1}',
      '%PDF-1.7\n',
    ];
    for (const text of secrets) {
      const bytes = Buffer.from(text.padEnd(200, ' '), 'latin1');
      await assert.rejects(
        describeContent(async (length) => bytes.subarray(0, length), 'photo.png'),
        (error) => UploadError.is(error, 'typeUnsupported') && error.fileName === 'photo.png',
        text,
      );
    }
  });

  it('is looked for in a short head where a parser could be kept busy by a long one', async () => {
    // Thousands of the smallest boxes: looking for one kind from each of another takes the square of their number.
    const boxes = Buffer.alloc(1_000_000, Buffer.from('\0\0\0\x14free'.padEnd(20, '\0'), 'latin1'));
    const hostile = Buffer.concat([avif(1, 1).subarray(0, 24), boxes]);
    const asked: number[] = [];
    const found = await describeContent(async (length) => {
      asked.push(length);
      return hostile.subarray(0, length);
    }, 'hostile.avif');
    assert.equal(found.mediaType, 'image/avif');
    assert.deepEqual(asked, [65_536]);
  });

  it('never fails otherwise, whatever the bytes are', async () => {
    let refused = 0;
    let described = 0;
    const starts = Object.values(samples).map(({ bytes }) => bytes);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...starts),
        fc.nat(300),
        fc.uint8Array({ maxLength: 600 }),
        async (start, keep, rest) => {
          try {
            const { pixelSize } = await describeBytes(Buffer.concat([start.subarray(0, keep), rest]));
            described++;
            assert.ok(pixelSize === undefined || (pixelSize.width > 0 && pixelSize.height > 0));
          } catch (error) {
            refused++;
            assert.ok(UploadError.is(error, 'typeUnsupported'), String(error));
          }
        },
      ),
      { numRuns: 400 },
    );
    assert.ok(refused > 20 && described > 20, `${refused} refused, ${described} described`);
  });
});
