import type { ProviderId } from '../../../providers/providerId.ts';
import type { DialectId, MediaInput } from '../../mediaInput.ts';
import type { Outline } from '../outline.ts';

/** One format of document: how it is recognised, and where media stand in it. */
export interface Dialect {
  readonly id: DialectId;
  /** The one provider that reads this format, where there is only one. */
  readonly preferredProvider: ProviderId | undefined;
  /**
   * Nearly in the order of the document. Also gives `undefined` for strings that are no inputs: after each of them a
   * caller can let others have their turn, because a large document has a million strings.
   */
  mediaInputs(outline: Outline): Iterable<MediaInput | undefined>;
}

/** A format that is recognised by the outline alone. */
export interface MarkedDialect extends Dialect {
  /**
   * Depth of the outermost container that only this format has, or `undefined`. A document may hold another one (the
   * request that carries a prompt also carries the drawing it was made from): the outer one is what runs.
   */
  depthIn(outline: Outline): number | undefined;
}
