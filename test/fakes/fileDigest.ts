import { createHash } from 'node:crypto';
import { imageSize } from 'image-size';
import type { PixelSize } from '../../src/core/asset/asset.ts';

/** What is learned about a file as its bytes arrive; the bytes are kept only if a test asks for that. */
export interface FileDigest {
  readonly size: number;
  readonly sha256: string;
  /** The first bytes, enough to find the type and an image's size in pixels. */
  readonly head: Buffer;
  readonly bytes: Buffer | undefined;
}

/** A JPEG's pixel size follows its EXIF data and thumbnail, which may fill several 64 KiB segments. */
const headBytes = 256 * 1024;

/** Hashes a file as it arrives. */
export class FileDigester {
  readonly #hash = createHash('sha256');
  readonly #kept: Buffer[] | undefined;
  readonly #head: Buffer[] = [];
  #headLength = 0;
  #size = 0;

  constructor(keepBytes = false) {
    this.#kept = keepBytes ? [] : undefined;
  }

  get size(): number {
    return this.#size;
  }

  update(chunk: Buffer): void {
    this.#size += chunk.length;
    this.#hash.update(chunk);
    this.#kept?.push(Buffer.from(chunk));
    if (this.#headLength < headBytes) {
      // Copied: a slice would keep the whole chunk in memory.
      const piece = Buffer.from(chunk.subarray(0, headBytes - this.#headLength));
      this.#head.push(piece);
      this.#headLength += piece.length;
    }
  }

  finish(): FileDigest {
    return {
      size: this.#size,
      sha256: this.#hash.digest('hex'),
      head: Buffer.concat(this.#head),
      bytes: this.#kept === undefined ? undefined : Buffer.concat(this.#kept),
    };
  }
}

/** `.png` of `a/My Picture.PNG`; empty where there is no extension. */
export function extensionOf(fileName: string): string {
  return /[^/\\](\.[a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
}

/** Bytes that identify a type at an offset, in hex. */
const signatures: readonly (readonly [extension: string, mediaType: string, at: number, hex: string])[] = [
  ['.jpg', 'image/jpeg', 0, 'ffd8ff'],
  ['.png', 'image/png', 0, '89504e470d0a1a0a'],
  ['.gif', 'image/gif', 0, '47494638'],
  ['.bmp', 'image/bmp', 0, '424d'],
  ['.webp', 'image/webp', 8, '57454250'],
  ['.wav', 'audio/wav', 8, '57415645'],
  ['.mp3', 'audio/mpeg', 0, '494433'],
  ['.mp3', 'audio/mpeg', 0, 'fffb'],
  ['.flac', 'audio/flac', 0, '664c6143'],
  ['.mp4', 'video/mp4', 4, '66747970'],
  ['.webm', 'video/webm', 0, '1a45dfa3'],
  ['.zip', 'application/zip', 0, '504b0304'],
];

/** Type of a file from its first bytes, as a provider detects it that is sent no type. */
export function sniff(head: Buffer): { readonly extension: string; readonly mediaType: string } | undefined {
  const hex = head.toString('hex', 0, 16);
  const found = signatures.find(([, , at, signature]) => hex.startsWith(signature, at * 2));
  return found === undefined ? undefined : { extension: found[0], mediaType: found[1] };
}

/** Size of an image from its first bytes; `undefined` for anything else. */
export function pixelsOf(head: Buffer): PixelSize | undefined {
  try {
    return imageSize(head);
  } catch {
    return undefined;
  }
}
