import type { BigIntStats } from 'node:fs';

/** What a file is to a provider. `archive` is a ZIP of images, `model` a 3D model. */
export type MediaKind = 'image' | 'video' | 'audio' | 'archive' | 'model';

export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** Identity of a file's content to the file system: as long as these are equal, the bytes are assumed to be the same. */
export interface FileStamp {
  readonly size: number;
  /** Modification time in milliseconds since the epoch, with fractions where the file system has them. */
  readonly mtimeMs: number;
  /** Inode number; 0 where there is none (virtual file systems). Windows' have 64 bits, more than fit in a number. */
  readonly inode: bigint;
}

/** Whether two stamps are of the same file, neither written nor replaced in between. */
export function isSameStamp(one: FileStamp, other: FileStamp): boolean {
  return one.size === other.size && one.mtimeMs === other.mtimeMs && one.inode === other.inode;
}

export function stampOf({ size, mtimeNs, ino }: Pick<BigIntStats, 'size' | 'mtimeNs' | 'ino'>): FileStamp {
  return { size: Number(size), mtimeMs: Number(mtimeNs) / 1e6, inode: ino };
}

export interface ReadOptions {
  /**
   * Reuses the memory of a chunk once the chunk after the next is requested, for callers that are done with it by then.
   * Garbage is collected so late that new memory for every chunk adds up to 60 MB.
   */
  readonly reusesMemory?: boolean;
}

/** Observes the bytes of one reading of an asset, without changing them. */
export interface ReadObserver {
  onChunk?(chunk: Uint8Array): void;
  /** The last chunk has been taken. */
  onEnd?(): void;
}

/**
 * A media file opened for sending. One file handle is held from the first check to the last byte, so that what was
 * checked is what is sent. The caller that opened it closes it.
 */
export interface Asset {
  /** URI of the file as text, which the history stores. */
  readonly uri: string;
  /** Base name on disk. */
  readonly name: string;
  /** The name sent to providers: `name` with an extension that matches the content (a WebP called .jpg becomes .webp). */
  readonly uploadName: string;
  /** Size in bytes. */
  readonly size: number;
  /** Media type found in the content, e.g. `image/png`. */
  readonly mediaType: string;
  readonly kind: MediaKind;
  /** Width and height of an image whose header states them. */
  readonly pixelSize: PixelSize | undefined;
  readonly stamp: FileStamp;
  /**
   * All bytes from the start, exactly `size` of them; may be called again for another attempt.
   * @throws UploadError `changedWhileReading` when the file grew, shrank or was written since it was opened.
   */
  read(options?: ReadOptions): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}
