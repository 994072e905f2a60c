import type { ReplacedValue, Restoration } from '../edit/textEdit.ts';
import { escapedLike } from '../edit/tokenStyle.ts';
import { valueOfToken, writtenToken } from '../edit/writtenToken.ts';
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
      const part = newPart(valueOfToken(linked.originalToken), value, newValue);
      return part === undefined ? linked : { ...linked, originalToken: tokenLike(linked, part) };
    }),
  };
}

/** A linked string holds the whole path, or one of its halves. */
function newPart(linked: string | undefined, value: string, newValue: string): string | undefined {
  const [former, current] = [value, newValue].map((path) => {
    const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    return { path, name: path.slice(slash + 1), folder: path.slice(0, Math.max(slash, 0)) };
  });
  const parts = ['path', 'name', 'folder'] as const;
  const part = parts.find((each) => former?.[each] === linked);
  return part && current?.[part];
}

function tokenLike({ originalToken }: ReplacedValue, value: string): string {
  return escapedLike(originalToken, writtenToken(value));
}
