import { type Disposable, type TextDocument, workspace } from 'vscode';

/** A place of a document that stays with the text around it. */
export interface FollowedPlace extends Disposable {
  /** Where it is now, in UTF-16 units; `undefined` once the very text it was in has been replaced. */
  readonly offset: number | undefined;
}

/**
 * Follows a place through the edits of a document. A path in the JSON is not enough to find a string again: where a person
 * copies a node of a list, the one that had the path moves on, and another one of the same value takes its place.
 */
export function followPlace(document: TextDocument, offset: number): FollowedPlace {
  let now: number | undefined = offset;
  const listener = workspace.onDidChangeTextDocument((event) => {
    if (event.document !== document || now === undefined) {
      return;
    }
    let moved = 0;
    for (const { rangeOffset, rangeLength, text } of event.contentChanges) {
      // All of one event are told by where they were before it.
      if (rangeOffset + rangeLength <= now) {
        moved += text.length - rangeLength;
      } else if (rangeOffset < now) {
        now = undefined;
        return;
      }
    }
    now += moved;
  });
  return {
    get offset() {
      return now;
    },
    dispose: () => listener.dispose(),
  };
}
