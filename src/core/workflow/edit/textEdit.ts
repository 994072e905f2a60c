import type { JsonPath, LinkedString, MediaInput } from '../mediaInput.ts';

/** Replaces `length` UTF-16 units from `offset` on with `newText`. Edits of one plan never overlap and are sorted by offset. */
export interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly newText: string;
}

/** A media input and its new value. */
export interface Replacement {
  readonly input: Pick<MediaInput, 'path' | 'value'> & { readonly linked?: readonly LinkedString[] };
  readonly newValue: string;
}

/** One string that was replaced: enough to find it again in a later text and put back exactly what was there. */
export interface ReplacedString {
  readonly path: JsonPath;
  /** Its value now, decoded, from `rememberedValue`. The string is left alone if it holds anything else. */
  readonly currentValue: string;
  /** The original token with its quotes and its own way of escaping. */
  readonly originalToken: string;
}

/** A replaced input with the strings that changed together with it and go back together with it. */
export interface Restoration extends ReplacedString {
  readonly linked: readonly ReplacedString[];
}

/** An input that was left alone because the document no longer has it, or has another value there. */
export interface SkippedInput {
  readonly path: JsonPath;
  readonly expectedValue: string;
}

export interface EditPlan {
  readonly edits: readonly TextEdit[];
  readonly skipped: readonly SkippedInput[];
  /** Undoes exactly these edits, see `planRestore`. */
  readonly restorations: readonly Restoration[];
}
