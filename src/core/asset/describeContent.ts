import { fileTypeFromBuffer } from 'file-type';
import { imageSize } from 'image-size';
import { UploadError } from '../errors.ts';
import type { MediaKind, PixelSize } from './asset.ts';
import { isSupported, kindOf, normalisedMediaType } from './mediaTypes.ts';

/** What the first bytes of a file reveal about it. */
export interface ContentDescription {
  readonly mediaType: string;
  readonly kind: MediaKind;
  readonly pixelSize: PixelSize | undefined;
}

/** Bytes; enough to tell every type, and the pixel size of most images. */
const firstHead = 65_536;
/** Bytes. Cameras put previews of hundreds of kilobytes before a JPEG's pixel size; beyond this it stays unknown. */
const maxHeadLength = 1_048_576;
/** Types whose pixel size can be far from the start. Others get the short head, so that no header keeps a parser busy. */
const lateSizes: readonly string[] = ['image/jpeg', 'image/tiff'];

/**
 * Finds out what a file is from its content; its name plays no part.
 * @param readHead reads the first bytes, as many as requested or fewer if the file is shorter
 * @throws UploadError `typeUnsupported`, with the media type where it is known
 */
export async function describeContent(
  readHead: (length: number) => Promise<Uint8Array>,
  fileName: string,
): Promise<ContentDescription> {
  let head = await readHead(firstHead);
  let found = await sniff(head);
  let isLongest = head.length < firstHead;
  const readMore = async (): Promise<void> => {
    isLongest = true;
    head = await readHead(maxHeadLength);
  };
  if (found === undefined && !isLongest) {
    await readMore();
    found = await sniff(head);
  }

  const mediaType = found === undefined ? undefined : normalisedMediaType(found);
  const kind = mediaType === undefined ? undefined : kindOf(mediaType);
  if (mediaType === undefined || kind === undefined || !isSupported(mediaType)) {
    throw new UploadError('typeUnsupported', 'No provider takes what the file contains', { mediaType, fileName });
  }
  if (kind !== 'image') {
    return { mediaType, kind, pixelSize: undefined };
  }
  let pixelSize = pixelSizeOf(head.subarray(0, firstHead));
  if (pixelSize === undefined && lateSizes.includes(mediaType)) {
    if (!isLongest) {
      await readMore();
    }
    pixelSize = pixelSizeOf(head);
  }
  return { mediaType, kind, pixelSize };
}

async function sniff(head: Uint8Array): Promise<string | undefined> {
  try {
    const found = (await fileTypeFromBuffer(head))?.mime;
    return found ?? (isZip(head) ? 'application/zip' : isPly(head) ? 'model/ply' : undefined);
  } catch {
    // A header that breaks the parser doesn't belong to a file worth sending.
    return undefined;
  }
}

/** Checks for a local file header, because file-type gives up when the archive's first entry is longer than the head. */
function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04;
}

/** The first line of a PLY file, in text or binary form. */
function isPly(head: Uint8Array): boolean {
  return /^ply\r?\n(?:comment|format|obj_info) /.test(Buffer.from(head.subarray(0, 32)).toString('latin1'));
}

/** Width and height from a header; `undefined` if it has none, or none that can be right. */
function pixelSizeOf(head: Uint8Array): PixelSize | undefined {
  try {
    // A copy of exactly these bytes: image-size reads past the end of a view, into whatever memory follows.
    const { width, height } = imageSize(new Uint8Array(head));
    return isPixels(width) && isPixels(height) ? { width, height } : undefined;
  } catch {
    return undefined;
  }
}

function isPixels(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
