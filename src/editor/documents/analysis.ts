import type { UploadRecord } from '../../core/history/record.ts';
import type { Reference } from '../../core/providers/provider.ts';
import type { MediaInput, StringToken, WorkflowScan } from '../../core/workflow/mediaInput.ts';
import type { ResolvedPath } from '../../core/workflow/paths/resolvePath.ts';

/** What became of the local file a reference was made from. */
export type SourceState = 'unchanged' | 'changed' | 'missing';

/** What a media input of a document stands for at the moment of the analysis. */
export type InputTarget =
  /** A file on this disk. */
  | { readonly type: 'file'; readonly resolved: ResolvedPath; readonly size: number; readonly mtimeMs: number }
  /** A local path that leads nowhere. */
  | { readonly type: 'missing' }
  /** A reference of an upload in the history; `reference` is the form that stands in the document. */
  | {
      readonly type: 'reference';
      readonly record: UploadRecord;
      readonly reference: Reference;
      readonly source: SourceState;
    }
  /** A URL, an output, a reference we did not make: nothing to say about it. */
  | { readonly type: 'other' };

export interface AnalysedInput {
  readonly input: MediaInput;
  readonly target: InputTarget;
}

/** A document understood: what it names, and what those names lead to. */
export interface Analysis {
  readonly version: number;
  readonly scan: WorkflowScan;
  /** In the order of the document, by their own strings. */
  readonly inputs: readonly AnalysedInput[];
  /** The same by strings linked to them, in the order of those. */
  readonly linked: readonly LinkedPlace[];
  /** Where the inputs stand that name a file of this disk, in UTF-16 units, ascending. */
  readonly fileOffsets: readonly number[];
  /** How many different files those are. */
  readonly fileCount: number;
}

/** A string that belongs to an input which stands elsewhere. */
export interface LinkedPlace extends Pick<StringToken, 'offset' | 'length'> {
  readonly analysed: AnalysedInput;
}
