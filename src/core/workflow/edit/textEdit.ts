import type { JsonPath, LinkedString, MediaInput, Writing } from '../mediaInput.ts';

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
  /** How to write the new value; as a string by default. */
  readonly writtenAs?: Writing;
  /** Whether to escape in the new string what is escaped in the old one: slashes, and everything beyond ASCII. */
  readonly keepsEscapes?: boolean;
}

/** One value that was replaced: enough to find it again in a later text and put back exactly what was there. */
export interface ReplacedValue {
  readonly path: JsonPath;
  /** What is there now, decoded, from `rememberedValue`. It is left alone if it is anything else. */
  readonly currentValue: string;
  /** The original token as it was written: a string with its quotes and escapes, or the object of an asset. */
  readonly originalToken: string;
}

/** A replaced input with the strings that changed together with it and go back together with it. */
export interface Restoration extends ReplacedValue {
  readonly linked: readonly ReplacedValue[];
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
