import type { ReplacedValue, Restoration } from '../edit/textEdit.ts';
import { escapedLike } from '../edit/tokenStyle.ts';
import { valueOfToken, writtenToken } from '../edit/writtenToken.ts';
import { withoutAnnotation } from '../paths/comfyAnnotation.ts';
import { mayLackNames } from '../scan/findPathInputs.ts';
import { type MovedSurroundings, newPathOf } from './movedInputs.ts';

/** What is remembered of a document, with the paths that its files have now, so that restoring doesn't put back dead ones. */
export async function movedOriginals(
  known: readonly Restoration[],
  surroundings: Omit<MovedSurroundings, 'signal' | 'isReference'>,
): Promise<readonly Restoration[]> {
  const { before, now, origins } = surroundings;
  const isAnyPath = before.documentFolder !== now.documentFolder || mayLackNames(origins, before);
  const moved: Restoration[] = [];
  for (const each of known) {
    const value = valueOfToken(each.originalToken);
    const isConcerned = value !== undefined && (isAnyPath || origins.mayBeNamedBy(value));
    const path = isConcerned ? await newPathOf(value, surroundings) : undefined;
    moved.push(value === undefined || path?.newValue === undefined ? each : withPath(each, value, path.newValue));
  }
  return moved;
}

function withPath(each: Restoration, value: string, newValue: string): Restoration {
  return {
    ...each,
    originalToken: tokenLike(each, newValue),
    linked: each.linked.map((linked) => {
      const part = partOf(linked, each);
      const isOfPath = valueOfToken(linked.originalToken) === partsOf(value)[part];
      return isOfPath ? { ...linked, originalToken: tokenLike(linked, partsOf(newValue)[part]) } : linked;
    }),
  };
}

/** Which part of the path a linked string holds: some previews keep its folder in a string of its own. */
function partOf({ path }: ReplacedValue, { linked }: Restoration): 'value' | 'name' | 'folder' {
  if (path.at(-1) === 'subfolder') {
    return 'folder';
  }
  const hasFolder = linked.some((other) => other.path.at(-1) === 'subfolder');
  return hasFolder && path.at(-1) === 'filename' ? 'name' : 'value';
}

function partsOf(path: string): { readonly value: string; readonly name: string; readonly folder: string } {
  const value = withoutAnnotation(path);
  const slash = Math.max(value.lastIndexOf('/'), value.lastIndexOf('\\'));
  return { value, name: value.slice(slash + 1), folder: value.slice(0, Math.max(slash, 0)) };
}

function tokenLike({ originalToken }: ReplacedValue, value: string): string {
  return escapedLike(originalToken, writtenToken(value));
}
