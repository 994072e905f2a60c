import type { SourceState } from '../../core/history/assetState.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import type { Reference } from '../../core/providers/reference.ts';
import type { MediaInput, StringToken, WorkflowScan } from '../../core/workflow/mediaInput.ts';
import type { ResolvedPath } from '../../core/workflow/paths/resolvePath.ts';
import type { KeyInFile } from '../../core/workflow/scan/keysInFile.ts';

/** What a media input stood for when the document was analysed. */
export type InputTarget =
  /** A file on this disk. */
  | { readonly type: 'file'; readonly resolved: ResolvedPath; readonly size: number; readonly mtimeMs: number }
  /** A local path without a file. */
  | { readonly type: 'missing' }
  /** A reference of an upload in the history; `reference` is the form used in the document. */
  | {
      readonly type: 'reference';
      readonly record: UploadRecord;
      readonly reference: Reference;
      readonly source: SourceState;
      /** The upload of the same file, by the same account, whose reference takes the place of this one. */
      readonly renewal: UploadRecord | undefined;
    }
  /** Of a form that only these providers hand out, and not in the history. */
  | { readonly type: 'unknownReference'; readonly providers: readonly ProviderId[] }
  /** A URL, an output, a name that could be anything: nothing is known about it. */
  | { readonly type: 'other' };

export type FileTarget = Extract<InputTarget, { type: 'file' }>;

export type ReferenceTarget = Extract<InputTarget, { type: 'reference' }>;

export type UnknownReferenceTarget = Extract<InputTarget, { type: 'unknownReference' }>;

export interface AnalysedInput {
  readonly input: MediaInput;
  readonly target: InputTarget;
}

/** A document's media inputs and what each of them leads to. */
export interface Analysis {
  readonly version: number;
  readonly scan: WorkflowScan;
  /** API keys in the text. */
  readonly keys: readonly KeyInFile[];
  /** In document order, by their own strings. */
  readonly inputs: readonly AnalysedInput[];
  /** The same by the strings linked to them, in the order of those. */
  readonly linked: readonly LinkedPlace[];
  /** Offsets of the inputs that name a file on this disk, in UTF-16 units, ascending. */
  readonly fileOffsets: readonly number[];
  /** How many distinct files those are. */
  readonly fileCount: number;
}

/** A string that belongs to an input at another offset. */
export interface LinkedPlace extends Pick<StringToken, 'offset' | 'length'> {
  readonly analysed: AnalysedInput;
}

/** Lists that make looking up an offset cheap: code actions are requested on every cursor move. */
export function indexInputs(inputs: readonly AnalysedInput[]): Pick<Analysis, 'linked' | 'fileOffsets' | 'fileCount'> {
  const linked: LinkedPlace[] = [];
  const fileOffsets: number[] = [];
  const files = new Set<string>();
  for (const analysed of inputs) {
    const { input, target } = analysed;
    for (const { offset, length } of input.linked) {
      linked.push({ offset, length, analysed });
    }
    if (target.type === 'file') {
      fileOffsets.push(input.offset);
      files.add(target.resolved.realPath);
    }
  }
  linked.sort((a, b) => a.offset - b.offset);
  return { linked, fileOffsets, fileCount: files.size };
}
