import type { Asset } from './asset.ts';

/** Length of the data URI of a file, in characters; all of them are ASCII. */
export function dataUriLength({ mediaType, size }: Pick<Asset, 'mediaType' | 'size'>): number {
  return prefixOf(mediaType).length + 4 * Math.ceil(size / 3);
}

/** Size of the largest file, in bytes, whose data URI isn't longer than that many characters. */
export function maxDataUriBytes(maxLength: number, mediaType: string): number {
  return Math.floor((maxLength - prefixOf(mediaType).length) / 4) * 3;
}

/**
 * The file as text that stands for it by itself. The whole file is in memory then: for files of a few megabytes, as small
 * as documents and requests take them.
 * @throws UploadError `changedWhileReading`
 */
export async function dataUriOf(asset: Asset): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of asset.read()) {
    chunks.push(chunk);
  }
  return prefixOf(asset.mediaType) + Buffer.concat(chunks).toString('base64');
}

function prefixOf(mediaType: string): string {
  return `data:${mediaType};base64,`;
}
