import { stepsAtOnce, stepsInTurns } from '../../timeSlice.ts';
import { findValues } from '../json/findValues.ts';
import type { JsonPath, LinkedString, ValueToken } from '../mediaInput.ts';
import { withoutAnnotation } from '../paths/comfyAnnotation.ts';
import { isRemembered, rememberedValue } from './rememberedValue.ts';
import type { EditPlan, ReplacedValue, Replacement, Restoration, SkippedInput, TextEdit } from './textEdit.ts';
import { escapedLike } from './tokenStyle.ts';
import { valueOfToken, writtenToken } from './writtenToken.ts';

/** A value to replace, provided that it is still the expected one. */
interface Change {
  readonly path: JsonPath;
  readonly expectedValue: string;
  readonly newValue: string;
  /** The new token with its quotes or braces. */
  readonly newToken: string;
  readonly keepsEscapes?: boolean | undefined;
}

/** A replacement with everything that has to change with it: all of it, or nothing. */
interface Unit {
  readonly main: Change;
  readonly linked: readonly Change[];
}

/**
 * Finds all inputs again in `text`, in one pass, and plans their replacement with all linked strings. An input that now
 * holds another value is skipped with everything linked to it; a linked string that is gone or has changed is left out.
 */
export function planSwap(text: string, replacements: readonly Replacement[]): EditPlan {
  return stepsAtOnce(plan(text, replacements.map(swapUnit)));
}

/**
 * `planSwap` without freezing the extension host, for a text of a hundred megabytes that can't change in the meantime.
 * @throws CancelledError
 */
export function planSwapInSlices(
  text: string,
  replacements: readonly Replacement[],
  signal: AbortSignal,
): Promise<EditPlan> {
  return stepsInTurns(plan(text, replacements.map(swapUnit)), { signal });
}

function swapUnit({ input, newValue, writtenAs, keepsEscapes }: Replacement): Unit {
  // The preview shows a file by its name. An asset has none, so the preview keeps showing what it shows.
  const linked = writtenAs === undefined ? (input.linked ?? []) : [];
  return {
    main: { ...change(input, newValue, writtenToken(newValue, writtenAs)), keepsEscapes },
    linked: linked.map((each) => {
      const value = linkedValue(each, newValue);
      return { ...change(each, value, writtenToken(value)), keepsEscapes };
    }),
  };
}

function change({ path, value }: Pick<LinkedString, 'path' | 'value'>, newValue: string, newToken: string): Change {
  return { path, expectedValue: value, newValue, newToken };
}

/**
 * Plans putting back what `planSwap` replaced, with the original tokens' own escapes. The plan's own `restorations` swap
 * again.
 */
export function planRestore(text: string, restorations: readonly Restoration[]): EditPlan {
  const units = restorations.map((restoration) => ({
    main: restoring(restoration),
    linked: restoration.linked.map(restoring),
  }));
  return stepsAtOnce(plan(text, units));
}

function restoring({ path, currentValue, originalToken }: ReplacedValue): Change {
  return change({ path, value: currentValue }, valueOfToken(originalToken) ?? '', originalToken);
}

/** Applies the edits of one plan to the text it was made for. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let end = 0;
  for (const edit of edits) {
    parts.push(text.slice(end, edit.offset), edit.newText);
    end = edit.offset + edit.length;
  }
  parts.push(text.slice(end));
  return parts.join('');
}

function pathsOf(units: readonly Unit[]): JsonPath[] {
  return units.flatMap(({ main, linked }) => [main, ...linked]).map((change) => change.path);
}

function* plan(text: string, units: readonly Unit[]): Generator<undefined, EditPlan, undefined> {
  const found = yield* findValues(text, pathsOf(units));
  const edits = new Map<number, TextEdit>();
  const restorations: Restoration[] = [];
  const skipped: SkippedInput[] = [];
  let index = 0;
  for (const { main, linked } of units) {
    yield;
    const token = holding(found[index++], main.expectedValue);
    const tokens = linked.map((change) => holding(found[index++], change.expectedValue));
    // A token that an earlier replacement of the same plan has taken no longer holds what this one expects.
    if (token === undefined || edits.has(token.offset)) {
      skipped.push({ path: main.path, expectedValue: main.expectedValue });
      continue;
    }
    const replaced = record(main, token);
    const replacedLinked = linked.flatMap((change, position) => {
      const linkedToken = tokens[position];
      return linkedToken !== undefined && !edits.has(linkedToken.offset) ? [record(change, linkedToken)] : [];
    });
    restorations.push({ ...replaced, linked: replacedLinked });
  }
  return { edits: [...edits.values()].sort((a, b) => a.offset - b.offset), skipped, restorations };

  function record(change: Change, { offset, length }: ValueToken): ReplacedValue {
    const { path, newValue, newToken, keepsEscapes } = change;
    const originalToken = text.slice(offset, offset + length);
    edits.set(offset, { offset, length, newText: keepsEscapes ? escapedLike(originalToken, newToken) : newToken });
    return { path, currentValue: rememberedValue(newValue), originalToken };
  }
}

function holding(token: ValueToken | undefined, expectedValue: string): ValueToken | undefined {
  return token !== undefined && isRemembered(token.value, expectedValue) ? token : undefined;
}

/** The part of the new value a linked string holds. The preview has its folder elsewhere, so no annotation is in its name. */
function linkedValue(linked: LinkedString, newValue: string): string {
  if (linked.part === 'value') {
    return withoutAnnotation(newValue);
  }
  // Servers on Windows used to leave backslashes in workflows.
  const path = withoutAnnotation(newValue).replaceAll('\\', '/');
  const slash = path.lastIndexOf('/');
  return linked.part === 'name' ? path.slice(slash + 1) : path.slice(0, Math.max(slash, 0));
}
