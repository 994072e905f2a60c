import { knownReferences } from '../../providers/knownReferences.ts';
import type { KnownReference } from '../../providers/reference.ts';
import type { InputState } from '../mediaInput.ts';
import { splitAnnotation } from '../paths/comfyAnnotation.ts';

export interface ReferenceState {
  /** Never `local`: a form that is none of a provider's is `unknown` here, and the place it stands in decides. */
  readonly state: InputState;
  /** What the value may be a reference of; several where the form alone doesn't tell. */
  readonly references: readonly KnownReference[];
}

const urls = knownReferences.filter(({ shape }) => shape === 'url');
const recognisable = knownReferences.flatMap((known) =>
  known.pattern === undefined ? [] : [{ known, pattern: known.pattern }],
);

/** Raw base64 is media when it is far longer than any path: Runware's fields take it without `data:`. */
const longBase64 = /^[A-Za-z0-9+/]{64}[A-Za-z0-9+/=\r\n]*$/;
/** Only this much of a value is looked at: data URIs run to megabytes. */
const maxLength = 4096;

/** What a value stands for by its form alone. */
export function referenceState(value: string): ReferenceState {
  const isLong = value.length > maxLength;
  const text = isLong ? value.slice(0, maxLength) : value.trim();
  if (/^data:[^,]*,/i.test(text)) {
    return { state: 'dataUri', references: [] };
  }
  if (/^https?:\/\//i.test(text)) {
    return { state: 'url', references: urls };
  }
  const references = recognisable.filter(({ pattern }) => pattern.test(text)).map(({ known }) => known);
  if (references.length > 0) {
    return { state: 'reference', references };
  }
  return { state: isLong ? stateOfLong(text) : stateOfOther(text), references: [] };
}

function stateOfLong(head: string): InputState {
  return longBase64.test(head) ? 'dataUri' : 'unknown';
}

function stateOfOther(text: string): InputState {
  const { folder = 'input' } = splitAnnotation(text);
  if (folder !== 'input' || /^(?:\/api)?\/view\?/.test(text)) {
    return 'output';
  }
  if (/^clipspace[/\\]/i.test(text)) {
    return 'clipspace';
  }
  // blob:, s3:, gs: … name something elsewhere; file: and a Windows drive (one letter) do not.
  return /^(?!file:)[a-z][a-z0-9+.-]+:(?:\/\/|https?:)/i.test(text) ? 'url' : 'unknown';
}
