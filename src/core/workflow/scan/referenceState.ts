import { knownReferences } from '../../providers/knownReferences.ts';
import { type KnownReference, minRecognisableLength } from '../../providers/reference.ts';
import type { InputState } from '../mediaInput.ts';
import { splitAnnotation } from '../paths/comfyAnnotation.ts';

export interface ReferenceState {
  /** Never `local`: a value that isn't a provider's is `unknown` here, and its place decides. */
  readonly state: InputState;
  /** What the value may be a reference of; several where the form alone doesn't tell. */
  readonly references: readonly KnownReference[];
}

const urls = knownReferences.filter(({ shape }) => shape === 'url');
/** A reference that is written as an object isn't one as a plain string, whatever its value looks like. */
const recognisable = knownReferences.flatMap((known) =>
  known.pattern === undefined || known.writtenAs !== undefined ? [] : [{ known, pattern: known.pattern }],
);

/** Raw base64 is media when it is far longer than any path: Runware's fields take it without `data:`. */
const longBase64 = /^[A-Za-z0-9+/]{64}[A-Za-z0-9+/=\r\n]*$/;
/** Only this much of a value is examined, in UTF-16 units: data URIs have megabytes. */
const maxLength = 4096;

const none: readonly KnownReference[] = [];

/** What a value is by its form alone. */
export function referenceState(value: string): ReferenceState {
  const isLong = value.length > maxLength;
  const text = isLong ? value.slice(0, maxLength) : value.trim();
  // A scan checks a hundred thousand names, hardly any of which has a colon.
  const hasColon = text.includes(':');
  if (hasColon && /^data:[^,]*,/i.test(text)) {
    return { state: 'dataUri', references: none };
  }
  if (hasColon && /^https?:\/\//i.test(text)) {
    return { state: 'url', references: urls };
  }
  const references =
    hasColon || text.length >= minRecognisableLength || text.includes('/') ? referencesLike(text) : none;
  if (references.length > 0) {
    const isHashName = references.every(({ hashNames }) => hashNames?.test(text) === true);
    return { state: isHashName ? 'hashName' : 'reference', references };
  }
  return { state: isLong ? stateOfLong(text) : stateOfOther(text, hasColon), references: none };
}

function referencesLike(text: string): readonly KnownReference[] {
  let found: KnownReference[] | undefined;
  for (const { known, pattern } of recognisable) {
    if (pattern.test(text)) {
      found ??= [];
      found.push(known);
    }
  }
  return found ?? none;
}

function stateOfLong(head: string): InputState {
  return longBase64.test(head) ? 'dataUri' : 'unknown';
}

function stateOfOther(text: string, hasColon: boolean): InputState {
  const { folder = 'input' } = splitAnnotation(text);
  if (folder !== 'input' || /^(?:\/api)?\/view\?/.test(text)) {
    return 'output';
  }
  if (/^clipspace[/\\]/i.test(text)) {
    return 'clipspace';
  }
  // blob:, s3:, gs: … name something elsewhere; file: and a Windows drive (one letter) don't.
  return hasColon && /^(?!file:)[a-z][a-z0-9+.-]+:(?:\/\/|https?:)/i.test(text) ? 'url' : 'unknown';
}
