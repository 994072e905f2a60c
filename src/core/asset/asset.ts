/** What a file is to a provider. `archive` is a ZIP of images. */
export type MediaKind = 'image' | 'video' | 'audio' | 'archive';

export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** Identity of a file's content as the file system sees it: while these stay equal, the bytes are taken to be the same. */
export interface FileStamp {
  readonly size: number;
  /** Modification time in milliseconds since the epoch, with fractions where the file system has them. */
  readonly mtimeMs: number;
  /** Inode number; 0 where there is none (virtual file systems). */
  readonly inode: number;
}

/** Whether two stamps are of the same file, neither written nor replaced in between. */
export function isSameStamp(one: FileStamp, other: FileStamp): boolean {
  return one.size === other.size && one.mtimeMs === other.mtimeMs && one.inode === other.inode;
}

export interface ReadOptions {
  /**
   * Lets the memory of a chunk be used again once the next but one is asked for. For whoever is done with a chunk by
   * then: garbage is collected so late that fresh memory for every chunk adds up to 60 MB.
   */
  readonly reusesMemory?: boolean;
}

/**
 * A media file opened for sending. One file handle is held from the first check to the last byte, so that what was
 * checked is what is sent. Whoever opened it closes it.
 */
export interface Asset {
  /** URI of the file, as text; what the history remembers. */
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
  /** Width and height, for images whose header says so. */
  readonly pixelSize: PixelSize | undefined;
  readonly stamp: FileStamp;
  /**
   * All bytes from the start, exactly `size` of them; may be called again for another attempt.
   * @throws UploadError `changedWhileReading` when the file grew, shrank or was written since it was opened.
   */
  read(options?: ReadOptions): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}
