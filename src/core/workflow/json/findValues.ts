import type { AssetToken, JsonPath, StringToken, ValueToken } from '../mediaInput.ts';
import { documentWalker, type JsonHandler } from './jsonWalker.ts';

/** A step of the paths to the wanted values; the steps of all paths form a tree that is walked along with the text. */
interface Step {
  readonly next: Map<string | number, Step>;
  /** A value was seen here; another one means that the property is given twice. */
  seen: boolean;
  /** The values found where a path ends here. */
  found: ValueToken[] | undefined;
}

function newStep(): Step {
  return { next: new Map(), seen: false, found: undefined };
}

const nowhere: Step = newStep();

class Search implements JsonHandler<Step> {
  readonly root: Step = newStep();

  /** @returns the list that will hold the value once it is found */
  want(path: JsonPath): ValueToken[] {
    let step = this.root;
    for (const key of path) {
      let next = step.next.get(key);
      if (next === undefined) {
        next = newStep();
        step.next.set(key, next);
      }
      step = next;
    }
    step.found ??= [];
    return step.found;
  }

  enter(parent: Step | undefined, key: string | number): Step {
    return this.#arrive(parent, key) ?? nowhere;
  }

  scalar(container: Step | undefined, key: string | number): void {
    this.#arrive(container, key);
  }

  string(container: Step | undefined, key: string | number, token: StringToken): void {
    this.#arrive(container, key)?.found?.push(token);
  }

  /** What was found inside it is void: the object is one value, and edits of both would overlap. */
  asset(object: Step, token: AssetToken): void {
    if (object.found !== undefined) {
      forget(object);
      object.found.push(token);
    }
  }

  /** Every JSON reader takes the last of a property given twice, so what was found in an earlier one is void. */
  #arrive(parent: Step | undefined, key: string | number): Step | undefined {
    const step = parent === undefined ? this.root : parent.next.get(key);
    if (step?.seen) {
      forget(step);
    } else if (step !== undefined) {
      step.seen = true;
    }
    return step;
  }
}

function forget(top: Step): void {
  const steps = [top];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if (step.found !== undefined) {
      step.found.length = 0;
    }
    for (const next of step.next.values()) {
      if (next.seen) {
        next.seen = false;
        steps.push(next);
      }
    }
  }
}

/**
 * Finds strings, and objects that stand for assets, by their paths in the current text, all of them in one pass.
 * @returns for each path the token that stands there, `undefined` where neither does
 */
export function* findValues(
  text: string,
  paths: readonly JsonPath[],
): Generator<undefined, (ValueToken | undefined)[], undefined> {
  const search = new Search();
  const found: ValueToken[][] = [];
  for (const path of paths) {
    found.push(search.want(path));
    yield;
  }
  yield* documentWalker<Step>(text, search).steps();
  return found.map(([token]) => token);
}
