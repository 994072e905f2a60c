import { type Disposable, type TextDocument, workspace } from 'vscode';

/** Places of a document that stay with the text around them. */
export interface FollowedPlaces extends Disposable {
  /**
   * Where a place is now, in UTF-16 units; `undefined` once the very text it was in has been replaced.
   * @param offset where it was at the beginning
   */
  now(offset: number): number | undefined;
}

/**
 * Follows places through the edits of a document. A path in the JSON is not enough to find a string again: where a person
 * copies a node of a list, the one that had the path moves on, and another one of the same value takes its place.
 */
export function followPlaces(document: TextDocument, offsets: readonly number[]): FollowedPlaces {
  const places = new Map(offsets.map((offset) => [offset, offset]));
  const listener = workspace.onDidChangeTextDocument((event) => {
    if (event.document !== document) {
      return;
    }
    for (const [begun, before] of places) {
      let moved = 0;
      for (const { rangeOffset, rangeLength, text } of event.contentChanges) {
        // All of one event are told by where they were before it.
        if (rangeOffset + rangeLength <= before) {
          moved += text.length - rangeLength;
        } else if (rangeOffset < before) {
          moved = Number.NaN;
        }
      }
      if (Number.isNaN(moved)) {
        places.delete(begun);
      } else {
        places.set(begun, before + moved);
      }
    }
  });
  return { now: (offset) => places.get(offset), dispose: () => listener.dispose() };
}
