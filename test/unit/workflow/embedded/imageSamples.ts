import { crc32, deflateSync } from 'node:zlib';

/** Pixels or any other part that has nothing to do with a workflow. */
const pixels = Buffer.alloc(5000, 7);

/** A chunk of a PNG with its checksum. */
export function pngChunk(type: string, data: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

/** A PNG with these chunks behind its header and before its pixels; `behind` comes after them. */
export function pngWith(chunks: readonly Buffer[], behind: readonly Buffer[] = []): Buffer {
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    ...chunks,
    pngChunk('IDAT', deflateSync(pixels)),
    ...behind,
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** `tEXt`, or ComfyUI's `comf`: a keyword, a zero, the text. */
export function textChunk(keyword: string, text: string | Buffer, type = 'tEXt'): Buffer {
  return pngChunk(type, Buffer.concat([Buffer.from(`${keyword}\0`, 'latin1'), Buffer.from(text)]));
}

export function compressedChunk(keyword: string, text: string | Buffer): Buffer {
  return pngChunk('zTXt', Buffer.concat([Buffer.from(`${keyword}\0\0`, 'latin1'), deflateSync(text)]));
}

export function internationalChunk(keyword: string, text: string, isCompressed = false): Buffer {
  const head = Buffer.from(`${keyword}\0${isCompressed ? '\x01' : '\0'}\0en\0Übersetzt\0`);
  return pngChunk('iTXt', Buffer.concat([head, isCompressed ? deflateSync(text) : Buffer.from(text)]));
}

/** A chunk of a WebP, padded to an even length. */
export function webpChunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

/** A WebP with EXIF data behind its pixels, as Pillow writes it. */
export function webpWith(exif: Buffer | undefined): Buffer {
  const body = Buffer.concat([
    Buffer.from('WEBP'),
    webpChunk('VP8X', Buffer.alloc(10)),
    webpChunk('ANMF', pixels.subarray(0, 4999)),
    ...(exif ? [webpChunk('EXIF', exif)] : []),
  ]);
  const head = Buffer.from('RIFF\0\0\0\0', 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

/** EXIF data with these ASCII tags in its first directory. */
export function exifOf(tags: readonly (readonly [tag: number, text: string])[], order: 'II' | 'MM' = 'MM'): Buffer {
  const directory = Buffer.alloc(8 + 2 + tags.length * 12 + 4);
  const u16 = (value: number, at: number): number =>
    order === 'II' ? directory.writeUInt16LE(value, at) : directory.writeUInt16BE(value, at);
  const u32 = (value: number, at: number): number =>
    order === 'II' ? directory.writeUInt32LE(value, at) : directory.writeUInt32BE(value, at);
  directory.write(order, 'latin1');
  u16(42, 2);
  u32(8, 4);
  u16(tags.length, 8);
  const values: Buffer[] = [];
  let end = directory.length;
  for (const [index, [tag, text]] of tags.entries()) {
    const value = Buffer.from(`${text}\0`);
    const entry = 10 + index * 12;
    u16(tag, entry);
    u16(2, entry + 2);
    u32(value.length, entry + 4);
    u32(end, entry + 8);
    values.push(value);
    end += value.length;
  }
  return Buffer.concat([directory, ...values]);
}
