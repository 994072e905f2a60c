import type { ProviderId } from '../../../providers/providerId.ts';
import type { DialectId, MediaInput } from '../../mediaInput.ts';
import type { Outline } from '../outline.ts';

/** One format of document: how it is recognised, and where media stand in it. */
export interface Dialect {
  readonly id: DialectId;
  /** The one provider that reads this format, where there is only one. */
  readonly preferredProvider: ProviderId | undefined;
  /**
   * Depth of the outermost container that only this format has, or `undefined`. A document may hold another one (the
   * request that carries a prompt also carries the drawing it was made from): the outer one is what runs.
   */
  depthIn(outline: Outline): number | undefined;
  /**
   * In batches, some of them empty: between two of them a caller can let others have their turn, because a large document
   * names a hundred thousand files. Their order is nearly that of the document.
   */
  mediaInputs(outline: Outline): Iterable<readonly MediaInput[]>;
}
