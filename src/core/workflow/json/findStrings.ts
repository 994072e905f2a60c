import { throwIfCancelled } from '../../errors.ts';
import type { JsonPath, StringToken } from '../mediaInput.ts';
import { type JsonHandler, JsonWalker } from './jsonWalker.ts';

/** One step on the way to wanted strings; the steps of all paths together form a tree that is walked along with the text. */
interface Step {
  readonly next: Map<string | number, Step>;
  /** A value was seen here, so that another one is the same property given twice. */
  seen: boolean;
  /** The strings found where a path ends here. */
  found: StringToken[] | undefined;
}

function newStep(): Step {
  return { next: new Map(), seen: false, found: undefined };
}

const nowhere: Step = newStep();

class Search implements JsonHandler<Step> {
  readonly root: Step = newStep();

  /** @returns the list that will hold the string, once it is found. */
  want(path: JsonPath): StringToken[] {
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

  string(container: Step | undefined, key: string | number, value: string, offset: number, length: number): void {
    this.#arrive(container, key)?.found?.push({ value, offset, length });
  }

  /** Of a property given twice every reader takes the last, so that all that was found in an earlier one is void. */
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
 * Finds strings by their paths in the current text, all of them in one pass.
 * @returns for each path the token that stands there, `undefined` where no string does.
 */
export function findStrings(text: string, paths: readonly JsonPath[]): (StringToken | undefined)[] {
  const search = new Search();
  const found = paths.map((path) => search.want(path));
  new JsonWalker<Step>(text, search).walkTo(text.length + 1);
  return found.map((tokens) => tokens[0]);
}

/** UTF-16 units walked between two pauses; some 2 ms of work. */
const slice = 64 * 1024;

/**
 * The same for a text that nobody can change meanwhile: gives way to the event loop after every slice.
 * @throws CancelledError
 */
export async function findStringsInSlices(
  text: string,
  paths: readonly JsonPath[],
  signal: AbortSignal,
): Promise<(StringToken | undefined)[]> {
  const search = new Search();
  const found = paths.map((path) => search.want(path));
  const walker = new JsonWalker<Step>(text, search);
  for (let end = slice; walker.walkTo(end); end += slice) {
    await new Promise((resolve) => setImmediate(resolve));
    throwIfCancelled(signal);
  }
  return found.map((tokens) => tokens[0]);
}

/**
 * Finds a string value again in the current text.
 * @returns `undefined` where the path is gone or holds another value: somebody has changed it since, and it is left alone.
 */
export function findInput(text: string, path: JsonPath, expectedValue: string): StringToken | undefined {
  const [token] = findStrings(text, [path]);
  return token?.value === expectedValue ? token : undefined;
}
