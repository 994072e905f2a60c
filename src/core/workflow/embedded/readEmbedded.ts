import type { ByteSource } from './byteSource.ts';
import { type EmbeddedTexts, TextCollector } from './embeddedTexts.ts';
import { pngSignature, readPngTexts } from './pngTexts.ts';
import { UnreadableImageError } from './unreadableImage.ts';
import { isWebp, readWebpTexts, webpHeadLength } from './webpTexts.ts';

interface ReadingOptions {
  /** Of all texts together, decompressed, in bytes. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Reads the workflows that ComfyUI embeds in the images it makes: text chunks of a PNG (its node "Save Image"), or EXIF data
 * of a WebP ("Save Animated WEBP"). Recognises the image by its content. Takes neither more time nor more memory than the
 * texts and the number of parts need: pixels are skipped.
 * @returns nothing for an image that holds none
 * @throws UnreadableImageError; UploadError `fileUnreadable`; CancelledError
 */
export async function readEmbedded(source: ByteSource, { maxBytes, signal }: ReadingOptions): Promise<EmbeddedTexts> {
  const found = new TextCollector(maxBytes);
  const head = await source.read(0, webpHeadLength);
  if (head.subarray(0, pngSignature.length).equals(pngSignature)) {
    await readPngTexts(source, found, signal);
  } else if (isWebp(head)) {
    await readWebpTexts(source, found, signal);
  } else {
    throw new UnreadableImageError('otherFormat', 'Neither PNG nor WebP');
  }
  return found.texts;
}
