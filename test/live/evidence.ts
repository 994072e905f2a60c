import type { UploadedReferences } from '../../src/core/providers/reference.ts';
import type { Exchange } from './exchange.ts';

/** What one run has seen of a provider. */
export interface Evidence {
  readonly sample: { readonly name: string; readonly size: number; readonly sha256: string };
  /** The free key check. */
  readonly check: Exchange | undefined;
  /** The same with a made-up key; `undefined` where no key is needed. */
  readonly rejected: Exchange | undefined;
  /** The requests of the upload, in their order. */
  readonly upload: readonly Exchange[];
  readonly uploaded: UploadedReferences;
  /** Whether the reference leads to the bytes that were sent; `undefined` where no free call tells. */
  readonly leadsToSameBytes: boolean | undefined;
  /** Whether the upload was deleted; `undefined` where the provider documents no way. */
  readonly wasDeleted: boolean | undefined;
}

/** A documented or recorded fact about a provider. */
export interface Fact {
  /** Where the facts about the providers state it. */
  readonly section: string;
  readonly statement: string;
  /**
   * Whether it was seen to be so; `undefined` where this run says nothing about it. Left out where no run can tell, such
   * as what happens after a day.
   */
  seen?(evidence: Evidence): boolean | undefined;
}

/** The answer to the request that carried the file: the last of the upload. */
export function lastOf({ upload }: Evidence): Exchange | undefined {
  return upload.at(-1);
}
