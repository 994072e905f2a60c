import type { Candidate } from './candidate.ts';
import { type Container, Holders, notesOf } from './container.ts';
import { forEachPausing, type Pausing } from './dialects/dialect.ts';
import type { Outline } from './outline.ts';

/**
 * Leaves out what no JSON reader sees: of a property given twice it takes the last one, so a value counts only if neither it
 * nor an object or list around it is replaced by another one that holds inputs.
 */
export function* withoutReplaced(inputs: Candidate[], outline: Outline): Pausing<Candidate[]> {
  let { isAnyReplaced } = outline;
  let last: Container | undefined;
  yield* forEachPausing(inputs, (input) => {
    const { container } = input;
    if (container !== last) {
      last = container;
      isAnyReplaced = enlist(last) || isAnyReplaced;
    }
  });
  return isAnyReplaced ? inputs.filter((input) => !input.isReplaced && !isInReplaced(input.container)) : inputs;
}

/** Names a container and those around it in their parents. @returns whether one of them takes another one's place */
function enlist(container: Container | undefined): boolean {
  let isAnyReplaced = false;
  for (let each = container; each?.parent !== undefined; each = each.parent) {
    const { parent } = each;
    if (parent.isList) {
      continue;
    }
    const earlier = earlierHolder(parent, each);
    if (earlier === each) {
      break;
    }
    if (earlier !== undefined) {
      notesOf(earlier).isReplaced = true;
      isAnyReplaced = true;
    }
  }
  return isAnyReplaced;
}

/** Puts a container in the place of an earlier one of its name, and returns that one. */
function earlierHolder(parent: Container, container: Container): Container | undefined {
  const { holders } = parent;
  if (holders instanceof Holders) {
    return holders.put(container);
  }
  if (holders === undefined || holders.key === container.key) {
    parent.holders = container;
    return holders;
  }
  const several = new Holders(holders);
  parent.holders = several;
  return several.put(container);
}

function isInReplaced(container: Container | undefined): boolean {
  for (let each = container; each !== undefined; each = each.parent) {
    if (each.notes?.isReplaced === true) {
      return true;
    }
  }
  return false;
}
