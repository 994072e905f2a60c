import type { TextDocument } from 'vscode';

/** A line this long, in UTF-16 units, takes some time to be put together after an edit. */
const longLine = 256 * 1024;

/**
 * An edited line is kept in pieces, until somebody looks at it. In a document that is one line of many megabytes that takes
 * longer than a lightbulb may; VS Code does it at the next key stroke, so that it may as well be done after this one.
 */
export function joinLongLines(document: TextDocument, lines: ReadonlySet<number>): void {
  setImmediate(() => {
    for (const line of lines) {
      const { text } = document.lineAt(Math.min(line, document.lineCount - 1));
      if (text.length > longLine) {
        text.charCodeAt(0);
      }
    }
  });
}
