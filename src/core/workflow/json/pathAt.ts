import type { JsonPath } from '../mediaInput.ts';
import { documentWalker } from './jsonWalker.ts';

/** An object or list of a document, by where it stands. */
export interface Place {
  readonly parent: Place | undefined;
  readonly key: string | number;
}

/**
 * Path of the string value whose token begins at `offset`, as the scan would give it; reads the document up to there.
 * @returns `undefined` where no string value begins
 */
export function pathAt(text: string, offset: number): JsonPath | undefined {
  let path: JsonPath | undefined;
  const walker = documentWalker<Place>(text, {
    enter: (parent, key) => ({ parent, key }),
    string: (container, key, token) => {
      if (token.offset === offset) {
        path = pathTo(container, key);
      }
      if (token.offset >= offset) {
        walker.stop();
      }
    },
  });
  walker.walk();
  return path;
}

/** Path of a value in `container`. */
export function pathTo(container: Place | undefined, key: string | number): JsonPath {
  const path: (string | number)[] = [];
  let step = key;
  for (let each = container; each !== undefined; each = each.parent) {
    path.push(step);
    step = each.key;
  }
  return path.reverse();
}
