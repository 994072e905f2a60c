import { throwIfCancelled } from '../../errors.ts';
import type { ByteSource } from './byteSource.ts';
import type { TextCollector } from './embeddedTexts.ts';
import { readExifTexts } from './exifTexts.ts';
import { UnreadableImageError } from './unreadableImage.ts';

/** In front of the first chunk: `RIFF`, the length of what follows, `WEBP`. */
export const webpHeadLength = 12;
/** In front of a chunk's data: type and length. */
const headLength = 8;
/** An animation has a chunk per frame. */
const maxChunks = 131_072;

export function isWebp(head: Buffer): boolean {
  return head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, webpHeadLength) === 'WEBP';
}

/**
 * Reads the texts a WebP embeds under the names of workflows, from its EXIF data; everything else is skipped without being
 * read.
 * @throws UnreadableImageError; CancelledError
 */
export async function readWebpTexts(source: ByteSource, found: TextCollector, signal: AbortSignal): Promise<void> {
  const container = await source.read(0, webpHeadLength);
  let offset = webpHeadLength;
  for (let count = 0; count < maxChunks; count++) {
    throwIfCancelled(signal);
    const head = await source.read(offset, headLength);
    if (head.length < headLength) {
      if (container.readUInt32LE(4) + headLength > source.size) {
        throw new UnreadableImageError('truncated', 'The file is shorter than it says');
      }
      return;
    }
    const length = head.readUInt32LE(4);
    offset += headLength;
    if (offset + length > source.size) {
      throw new UnreadableImageError('truncated', `A chunk of ${length} bytes is cut off`);
    }
    if (head.toString('latin1', 0, 4) === 'EXIF') {
      found.expect(length);
      readExifTexts(await source.read(offset, length), found);
      return;
    }
    // Chunks begin at even offsets.
    offset += length + (length % 2);
  }
  throw new UnreadableImageError('tooManyParts', `More than ${maxChunks} chunks`);
}
