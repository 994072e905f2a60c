import { type Disposable, type TextDocument, workspace } from 'vscode';

/** Places in a document that move with the text around them. */
export interface FollowedPlaces extends Disposable {
  /**
   * Offset of a place now, in UTF-16 units; `undefined` once the text it was in has been replaced.
   * @param offset where it was at first
   */
  now(offset: number): number | undefined;
}

/**
 * Follows places through the edits of a document. A path in the JSON isn't enough to find a string again: when a node of a
 * list is duplicated, its path then leads to the copy, which holds the same value.
 */
export function followPlaces(document: TextDocument, offsets: readonly number[]): FollowedPlaces {
  const places = new Map(offsets.map((offset) => [offset, offset]));
  const listener = workspace.onDidChangeTextDocument((event) => {
    if (event.document !== document) {
      return;
    }
    for (const [original, before] of places) {
      let moved = 0;
      for (const { rangeOffset, rangeLength, text } of event.contentChanges) {
        // All changes of one event refer to the text before it.
        if (rangeOffset + rangeLength <= before) {
          moved += text.length - rangeLength;
        } else if (rangeOffset < before) {
          moved = Number.NaN;
        }
      }
      if (Number.isNaN(moved)) {
        places.delete(original);
      } else {
        places.set(original, before + moved);
      }
    }
  });
  return { now: (offset) => places.get(offset), dispose: () => listener.dispose() };
}
