import type { JsonPath, MediaInput } from '../mediaInput.ts';
import { rememberedValue } from './rememberedValue.ts';
import type { Restoration } from './textEdit.ts';

/** What replaced strings were before, found by the values they have now. */
export class Originals {
  /** By the value that replaced them, in the order in which they were given. */
  readonly #byValue: ReadonlyMap<string, readonly Restoration[]>;
  /** By that value and the place; the first where several are remembered for one place. */
  readonly #byPlace = new Map<string, Restoration>();

  /** @param known newest first */
  constructor(known: readonly Restoration[]) {
    this.#byValue = Map.groupBy(known, ({ currentValue }) => currentValue);
    for (const each of known) {
      const key = placeKey(each.path, each.currentValue);
      if (!this.#byPlace.has(key)) {
        this.#byPlace.set(key, each);
      }
    }
  }

  /**
   * What stood where this input stands, or in another place where the same reference stood: array elements move, nodes are
   * copied.
   */
  of(input: MediaInput): Restoration | undefined {
    const here = this.at(input.path, input.value);
    const [elsewhere] = here ? [] : valuesOf(input.value).flatMap((value) => this.#byValue.get(value)?.[0] ?? []);
    if (!elsewhere) {
      return here;
    }
    const linked = input.linked.flatMap((string) => {
      const values = valuesOf(string.value);
      const match = elsewhere.linked.find(
        (each) => values.includes(each.currentValue) && each.path.at(-1) === string.path.at(-1),
      );
      return match ? [{ ...match, path: string.path }] : [];
    });
    return { ...elsewhere, path: input.path, linked };
  }

  /** What stood in exactly this place before this value did. */
  at(path: JsonPath, value: string): Restoration | undefined {
    for (const each of valuesOf(value)) {
      const found = this.#byPlace.get(placeKey(path, each));
      if (found) {
        return found;
      }
    }
    return undefined;
  }
}

/** A value as it may be remembered: whole, or by the digest of a long one. */
function valuesOf(value: string): readonly string[] {
  return [...new Set([value, rememberedValue(value)])];
}

function placeKey(path: JsonPath, value: string): string {
  return JSON.stringify([path, value]);
}
