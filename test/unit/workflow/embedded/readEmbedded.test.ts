import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledError, UploadError } from '../../../../src/core/errors.ts';
import { type ByteSource, sourceOfBytes, withFileSource } from '../../../../src/core/workflow/embedded/byteSource.ts';
import type { EmbeddedTexts } from '../../../../src/core/workflow/embedded/embeddedTexts.ts';
import { readEmbedded } from '../../../../src/core/workflow/embedded/readEmbedded.ts';
import { type ImageProblem, UnreadableImageError } from '../../../../src/core/workflow/embedded/unreadableImage.ts';
import { Random } from '../../../fuzz/random.ts';
import {
  compressedChunk,
  exifOf,
  internationalChunk,
  pngChunk,
  pngWith,
  textChunk,
  webpChunk,
  webpWith,
} from './imageSamples.ts';

const never = new AbortController().signal;
const workflow = '{"nodes": [], "links": [], "name": "grüße 日本"}';
const prompt = '{"1": {"class_type": "LoadImage", "inputs": {"image": "a.png"}}}';
const both = { workflow, prompt };

function read(image: Buffer | ByteSource, maxBytes = 1_000_000): Promise<EmbeddedTexts> {
  return readEmbedded(Buffer.isBuffer(image) ? sourceOfBytes(image) : image, { maxBytes, signal: never });
}

async function problemOf(image: Buffer, maxBytes?: number): Promise<ImageProblem | EmbeddedTexts> {
  try {
    return await read(image, maxBytes);
  } catch (error) {
    assert.ok(UnreadableImageError.is(error), String(error));
    return error.problem;
  }
}

describe('the workflow in a PNG', () => {
  for (const [what, chunks] of Object.entries({
    'plain text': [textChunk('prompt', prompt), textChunk('workflow', workflow)],
    'compressed text': [compressedChunk('prompt', prompt), compressedChunk('workflow', workflow)],
    'international text': [internationalChunk('prompt', prompt), internationalChunk('workflow', workflow)],
    'compressed international text': [
      internationalChunk('prompt', prompt, true),
      internationalChunk('workflow', workflow, true),
    ],
    'text with capital names': [textChunk('Prompt', prompt), textChunk('Workflow', workflow)],
  })) {
    it(`is read from ${what}, before the pixels and behind them`, async () => {
      assert.deepEqual(await read(pngWith(chunks)), both);
      assert.deepEqual(await read(pngWith([], chunks)), both);
    });
  }

  it('is read from the chunks of animations that ComfyUI saves', async () => {
    const chunks = [textChunk('workflow', workflow, 'comf')];
    assert.deepEqual(await read(pngWith([], chunks)), { workflow });
  });

  it('may be Latin-1, as the specification has it', async () => {
    const text = '{"name": "grüße"}';
    assert.deepEqual(await read(pngWith([textChunk('workflow', Buffer.from(text, 'latin1'))])), { workflow: text });
  });

  it('is the last of several, as for ComfyUI', async () => {
    const image = pngWith([textChunk('workflow', '{"old": 1}'), textChunk('workflow', workflow)]);
    assert.deepEqual(await read(image), { workflow });
  });

  it('isn’t what other programs store under other names, or as prose', async () => {
    const image = pngWith([
      textChunk('parameters', prompt),
      textChunk('prompt', 'a cat, masterpiece'),
      textChunk('workflows', workflow),
      pngChunk('tEXt', Buffer.from('workflow')),
      pngChunk('tEXt', Buffer.alloc(0)),
      pngChunk('prVt', Buffer.from(`workflow\0${workflow}`)),
    ]);
    assert.deepEqual(await read(image), {});
  });

  it('is damaged where its checksum doesn’t match, while the pixels are none of our business', async () => {
    const image = pngWith([textChunk('workflow', workflow)]);
    const at = image.indexOf(workflow.slice(0, 10));
    image.writeUInt8(image.readUInt8(at + 3) ^ 1, at + 3);
    assert.equal(await problemOf(image), 'damaged');
    const other = pngWith([textChunk('workflow', workflow)]);
    const inPixels = other.indexOf('IDAT') + 20;
    other.writeUInt8(other.readUInt8(inPixels) ^ 1, inPixels);
    assert.deepEqual(await read(other), { workflow });
  });

  it('is damaged where it can’t be decompressed', async () => {
    for (const data of ['workflow\0\0nonsense', 'workflow\0\x01', 'workflow\0\0']) {
      assert.equal(await problemOf(pngWith([pngChunk('zTXt', Buffer.from(data, 'latin1'))])), 'damaged', data);
    }
    for (const data of ['workflow\0', 'workflow\0\0\0en', 'workflow\0\x01\x07\0\0x']) {
      assert.equal(await problemOf(pngWith([pngChunk('iTXt', Buffer.from(data, 'latin1'))])), 'damaged', data);
    }
  });

  it('is read from an image that was cut off behind it, and missed in one that was cut off before', async () => {
    const image = pngWith([textChunk('workflow', workflow)]);
    const end = image.indexOf('IDAT');
    for (let length = 8; length < image.length; length += 7) {
      const expected = length < end - 4 ? 'truncated' : { workflow };
      assert.deepEqual(await problemOf(image.subarray(0, length)), expected, `${length} bytes`);
    }
  });

  it('is too large beyond the limit, compressed or not, alone or together', async () => {
    const long = `{"a": "${'x'.repeat(2000)}"}`;
    assert.deepEqual(await read(pngWith([compressedChunk('workflow', long)]), long.length), { workflow: long });
    for (const chunks of [
      [textChunk('workflow', long)],
      [compressedChunk('workflow', long)],
      [internationalChunk('workflow', long, true)],
    ]) {
      assert.equal(await problemOf(pngWith(chunks), long.length - 1), 'tooLarge');
    }
    const twice = pngWith([compressedChunk('workflow', long), compressedChunk('prompt', long)]);
    assert.equal(await problemOf(twice, long.length * 2 - 1), 'tooLarge');
  });

  it('isn’t inflated beyond the limit', async () => {
    const bomb = compressedChunk('workflow', Buffer.alloc(300_000_000, '{'));
    const before = process.memoryUsage().arrayBuffers;
    assert.equal(await problemOf(pngWith([bomb]), 1_000_000), 'tooLarge');
    assert.ok(process.memoryUsage().arrayBuffers - before < 50_000_000);
  });

  it('isn’t looked for in more chunks than a picture has', async () => {
    const empty = pngChunk('IDAT', Buffer.alloc(0));
    assert.equal(await problemOf(pngWith(Array.from({ length: 140_000 }, () => empty))), 'tooManyParts');
  });

  it('is found by skipping the pixels, however many there are', async () => {
    const size = 4_000_000_000;
    const image = pngWith([textChunk('prompt', prompt)]);
    const start = image.subarray(0, image.indexOf('IDAT') - 4);
    const idat = Buffer.alloc(8);
    idat.writeUInt32BE(0x7fff_0000, 0);
    idat.write('IDAT', 4);
    const end = Buffer.concat([textChunk('workflow', workflow), pngChunk('IEND', Buffer.alloc(0))]);
    const endAt = start.length + 12 + 0x7fff_0000;
    let bytes = 0;
    const source: ByteSource = {
      size,
      read: async (offset, length) => {
        bytes += length;
        const inStart = Buffer.concat([start, idat, Buffer.alloc(100)]).subarray(offset, offset + length);
        return offset >= endAt ? end.subarray(offset - endAt, offset - endAt + length) : inStart;
      },
    };
    assert.deepEqual(await read(source), both);
    assert.ok(bytes < 2000, `${bytes} bytes`);
  });

  it('is no longer looked for once that is cancelled', async () => {
    const source = sourceOfBytes(pngWith([]));
    await assert.rejects(readEmbedded(source, { maxBytes: 10, signal: AbortSignal.abort() }), CancelledError);
  });
});

describe('the workflow in a WebP', () => {
  const tags = [
    [0x010f, `workflow:${workflow}`],
    [0x0110, `prompt:${prompt}`],
  ] as const;

  it('is read from the tags of camera maker and model, in both byte orders', async () => {
    assert.deepEqual(await read(webpWith(exifOf(tags, 'II'))), both);
    assert.deepEqual(await read(webpWith(exifOf(tags, 'MM'))), both);
    const prefixed = Buffer.concat([Buffer.from('Exif\0\0'), exifOf(tags)]);
    assert.deepEqual(await read(webpWith(prefixed)), both);
  });

  it('is read from the other tags that ComfyUI would read, and with a capital', async () => {
    const image = webpWith(exifOf([[0x010e, `Workflow:${workflow}`]]));
    assert.deepEqual(await read(image), { workflow });
  });

  it('isn’t a camera, nor missing data', async () => {
    assert.deepEqual(await read(webpWith(undefined)), {});
    const camera = exifOf([
      [0x010f, 'Canon'],
      [0x0110, 'prompt: a cat'],
      [0x0131, 'x'],
    ]);
    assert.deepEqual(await read(webpWith(camera)), {});
  });

  it('is damaged where it points beyond its data, or the data aren’t EXIF', async () => {
    const exif = exifOf(tags);
    assert.equal(await problemOf(webpWith(exif.subarray(0, -20))), 'damaged');
    for (const length of [0, 3, 7, 9, 20]) {
      assert.equal(await problemOf(webpWith(exif.subarray(0, length))), 'damaged', `${length} bytes`);
    }
    assert.equal(await problemOf(webpWith(Buffer.from('XX*\0 not EXIF data'))), 'damaged');
  });

  it('is missed in an image that was cut off', async () => {
    const image = webpWith(exifOf(tags));
    for (let length = 12; length < image.length - 1; length += 11) {
      assert.equal(await problemOf(image.subarray(0, length)), 'truncated', `${length} bytes`);
    }
  });

  it('is too large beyond the limit', async () => {
    assert.equal(await problemOf(webpWith(exifOf(tags)), 50), 'tooLarge');
  });

  it('is decoded once, however many tags name it', async () => {
    const text = `workflow:{"a":"${'x'.repeat(1_000_000)}"}`;
    const exif = exifOf([...Array.from({ length: 5000 }, () => [0x010f, ''] as const), [0x0110, text]]);
    const entry = (index: number): Buffer => exif.subarray(10 + index * 12 + 4, 10 + index * 12 + 12);
    for (let index = 0; index < 5000; index++) {
      entry(5000).copy(entry(index));
    }
    const found = await read(webpWith(exif), 2_000_000);
    assert.equal(found.workflow?.length, text.length - 'workflow:'.length);
  });

  it('isn’t looked for in more chunks than an animation has', async () => {
    const image = Buffer.concat([webpWith(undefined), Buffer.alloc(140_000 * 8)]);
    assert.equal(await problemOf(image), 'tooManyParts');
    assert.ok(webpChunk('ICCP', Buffer.alloc(1)).length % 2 === 0);
  });
});

describe('another image', () => {
  it('is told by its content, whatever it is called', async () => {
    for (const content of ['', 'GIF89a', '\xff\xd8\xff\xe0', 'RIFF\0\0\0\0WAVE', '{"nodes": []}', '\x89PNG\r\n']) {
      assert.equal(await problemOf(Buffer.from(content, 'latin1')), 'otherFormat', content);
    }
  });
});

describe('an image that is made to do harm', () => {
  const samples = [
    pngWith([textChunk('workflow', workflow), compressedChunk('prompt', prompt)]),
    pngWith([internationalChunk('workflow', workflow, true)], [textChunk('prompt', prompt, 'comf')]),
    webpWith(exifOf([[0x010f, `workflow:${workflow}`]], 'II')),
    webpWith(exifOf([[0x0110, `prompt:${prompt}`]], 'MM')),
  ];

  it('ends in a text or in one of the known problems, whatever its bytes are', async () => {
    const random = new Random(23);
    for (let count = 0; count < 6000; count++) {
      const image = Buffer.from(samples[count % samples.length] ?? Buffer.alloc(0));
      for (let change = 1 + random.below(6); change > 0; change--) {
        image.writeUInt8(random.below(256), random.below(image.length));
      }
      const cut = random.chance(0.25) ? random.below(image.length) : image.length;
      const result = await problemOf(image.subarray(0, cut), 5000);
      for (const text of typeof result === 'string' ? [] : Object.values(result)) {
        assert.match(text, /^\s*[[{]/);
      }
    }
  });
});

describe('reading an image file', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'embedded-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('leaves it as it is', async () => {
    const path = join(folder, 'a.png');
    const image = pngWith([textChunk('workflow', workflow)]);
    writeFileSync(path, image, { mode: 0o444 });
    const { mtimeMs } = statSync(path);
    assert.deepEqual(await withFileSource(path, read), { workflow });
    assert.deepEqual([readFileSync(path).equals(image), statSync(path).mtimeMs], [true, mtimeMs]);
  });

  it('fails with the file system’s reason', async () => {
    const missing = withFileSource(join(folder, 'missing.png'), read);
    await assert.rejects(missing, (error) => UploadError.is(error, 'fileMissing'));
    await assert.rejects(withFileSource(folder, read), (error) => UploadError.is(error, 'notAFile'));
  });

  it('doesn’t wait at a named pipe', async function () {
    if (process.platform === 'win32') {
      // Windows has none in folders.
      this.skip();
    }
    const path = join(folder, 'pipe.png');
    execFileSync('mkfifo', [path]);
    await assert.rejects(withFileSource(path, read), (error) => UploadError.is(error, 'notAFile'));
  });
});
