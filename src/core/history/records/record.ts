import type { MediaKind, PixelSize } from '../../asset/asset.ts';
import type { ProviderId } from '../../providers/providerId.ts';
import type { Reference } from '../../providers/reference.ts';

/**
 * How a record came into the history: written by an upload made here, or read from an exported history. A record of 0.1.0,
 * which kept no note of it, has neither.
 */
export type Provenance = 'own' | 'imported';

/** Of several records, by their ids. */
export type Provenances = Readonly<Record<string, Provenance>>;

/** One finished upload: what was sent where and when, and how to refer to it. */
export interface UploadRecord {
  readonly id: string;
  /** URI of the local file at the time of the upload. */
  readonly fileUri: string;
  readonly fileName: string;
  readonly size: number;
  /** Modification time of the file when it was sent, in milliseconds; shows that a file has changed without reading it. */
  readonly mtimeMs: number;
  readonly mediaType: string;
  readonly kind: MediaKind;
  readonly pixelSize: PixelSize | undefined;
  /** Lower-case hexadecimal SHA-256 of the bytes that were sent. */
  readonly contentHash: string;
  readonly provider: ProviderId;
  /** Origin of the endpoint, e.g. `https://www.runninghub.ai`. */
  readonly origin: string;
  /** Salted fingerprint of the key, so that another account's references aren't offered as one's own. Never the key. */
  readonly account: string;
  readonly reference: Reference;
  readonly alternatives: readonly Reference[];
  /** Milliseconds since the epoch. */
  readonly uploadedAt: number;
  readonly lastUsedAt: number;
  /** URI of the workspace folder the upload was made from, if any. */
  readonly workspaceUri: string | undefined;
}
