import type { DialectId } from '../mediaInput.ts';

const headLength = 16 * 1024;
const aroundLength = 8 * 1024;

/** Property names that only one format has. */
const marks: readonly (readonly [DialectId, RegExp])[] = [
  ['runningHub', /"nodeInfoList"\s*:|"fieldName"\s*:/],
  ['runware', /"taskType"\s*:/],
  ['comfyUi', /"widgets_values"\s*:|"last_node_id"\s*:|"nodes"\s*:\s*\[\s*\{/],
  ['comfyApi', /"class_type"\s*:/],
  ['runway', /"prompt(?:Image|Video)"\s*:|"(?:video|image|audio)Uri"\s*:|runway:\/\//],
];

/**
 * Which dialect a document probably is, from its beginning and the text around `offset`. Its cost doesn't grow with the
 * document, and it may be wrong: what is shown at a cursor position may depend on it, an edit must not.
 */
export function guessDialect(text: string, offset = 0): DialectId | undefined {
  const head = text.slice(0, headLength);
  const around = text.slice(Math.max(headLength, offset - aroundLength), offset + aroundLength);
  const marked = firstMarked(head) ?? firstMarked(around);
  if (marked !== undefined) {
    return marked;
  }
  return /^[\s\uFEFF]*[[{"/]/.test(head) ? 'generic' : undefined;
}

/** The format whose mark comes first: a document that contains another one names its own before. */
function firstMarked(text: string): DialectId | undefined {
  let found: DialectId | undefined;
  let first = text.length;
  for (const [dialect, mark] of marks) {
    const index = text.search(mark);
    if (index >= 0 && index < first) {
      found = dialect;
      first = index;
    }
  }
  return found;
}
