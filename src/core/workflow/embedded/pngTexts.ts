import { promisify } from 'node:util';
import { crc32, inflate } from 'node:zlib';
import { throwIfCancelled } from '../../errors.ts';
import type { ByteSource } from './byteSource.ts';
import { type EmbeddedFormat, formatOfName, type TextCollector } from './embeddedTexts.ts';
import { UnreadableImageError } from './unreadableImage.ts';

const inflateBytes = promisify(inflate);

export const pngSignature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** Programs write the pixels in pieces of 8 KB and more: this is a picture of a gigabyte. */
const maxChunks = 131_072;
/** Of a keyword, in bytes (PNG specification, 11.3.3). */
const maxKeyword = 79;
/** Before a chunk's data: its length and type. After them: the checksum. */
const headLength = 8;
const checksumLength = 4;

/**
 * `comf` is ComfyUI's own: a `tEXt` behind the pixels of an animated PNG. In all of them the data begin with a keyword and a
 * zero.
 */
const textTypes: ReadonlySet<string> = new Set(['tEXt', 'zTXt', 'iTXt', 'comf']);

interface Chunk {
  readonly type: string;
  /** Of its data in the file. */
  readonly offset: number;
  readonly length: number;
}

/**
 * Reads the texts a PNG embeds under the names of workflows. Everything else is skipped without being read, the pixels above
 * all; only the checksums of the texts themselves are compared.
 * @throws UnreadableImageError; CancelledError
 */
export async function readPngTexts(source: ByteSource, found: TextCollector, signal: AbortSignal): Promise<void> {
  let offset = pngSignature.length;
  for (let count = 0; count < maxChunks; count++) {
    throwIfCancelled(signal);
    const head = await source.read(offset, headLength + maxKeyword + 1);
    const length = head.length < headLength ? 0 : head.readUInt32BE(0);
    const chunk = { type: head.toString('latin1', 4, headLength), offset: offset + headLength, length };
    offset = chunk.offset + length + checksumLength;
    if (head.length < headLength || offset > source.size) {
      if (found.isEmpty) {
        throw new UnreadableImageError('truncated', `A chunk of ${length} bytes is cut off`);
      }
      return;
    }
    if (chunk.type === 'IEND') {
      return;
    }
    const format = formatOf(chunk, head);
    if (format !== undefined) {
      await readText(source, chunk, { format, found });
    }
  }
  throw new UnreadableImageError('tooManyParts', `More than ${maxChunks} chunks`);
}

function formatOf({ type, length }: Chunk, head: Buffer): EmbeddedFormat | undefined {
  if (!textTypes.has(type)) {
    return undefined;
  }
  const start = head.subarray(headLength, headLength + length);
  const end = start.indexOf(0);
  return end < 0 ? undefined : formatOfName(start.toString('latin1', 0, end));
}

async function readText(
  source: ByteSource,
  { type, offset, length }: Chunk,
  { format, found }: { readonly format: EmbeddedFormat; readonly found: TextCollector },
): Promise<void> {
  found.expect(length);
  const bytes = await source.read(offset, length + checksumLength);
  if (bytes.length < length + checksumLength) {
    throw new UnreadableImageError('truncated', 'The file became shorter');
  }
  const data = bytes.subarray(0, length);
  if (crc32(data, crc32(type)) !== bytes.readUInt32BE(length)) {
    throw new UnreadableImageError('damaged', `The checksum of a ${type} chunk doesn't match`);
  }
  const text = data.subarray(data.indexOf(0) + 1);
  switch (type) {
    case 'zTXt':
      found.add(format, await inflated(text, found.bytesLeft));
      break;
    case 'iTXt':
      found.add(format, await internationalText(text, found.bytesLeft));
      break;
    default:
      found.add(format, text);
  }
}

/**
 * The text of an `iTXt`: behind its keyword come whether it is compressed, the method, a language and a translated keyword,
 * both ended by zeros.
 */
async function internationalText(data: Buffer, maxBytes: number): Promise<Buffer> {
  const languageEnd = data.indexOf(0, 2);
  const keywordEnd = languageEnd < 0 ? -1 : data.indexOf(0, languageEnd + 1);
  if (keywordEnd < 0) {
    throw new UnreadableImageError('damaged', 'An iTXt chunk without a text');
  }
  const text = data.subarray(keywordEnd + 1);
  // The method stands in front of the language; a `zTXt` has it right in front of what is compressed.
  return data[0] === 0 ? text : inflated(Buffer.concat([data.subarray(1, 2), text]), maxBytes);
}

/** @param data the method, of which there is only one, and the compressed bytes */
async function inflated(data: Buffer, maxBytes: number): Promise<Buffer> {
  if (data[0] !== 0) {
    throw new UnreadableImageError('damaged', 'An unknown compression method');
  }
  try {
    return await inflateBytes(data.subarray(1), { maxOutputLength: Math.max(1, maxBytes) });
  } catch (cause) {
    const isTooLarge = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    throw new UnreadableImageError(isTooLarge ? 'tooLarge' : 'damaged', 'Decompressing failed', { cause });
  }
}
