/** What stands in a command for a secret, or for what a document doesn't say: the name of an environment variable. */
export interface Variable {
  readonly variable: string;
}

/** A text with environment variables in it, piece by piece. */
export type Template = readonly (string | Variable)[];

/** A part of the document's own text, in UTF-16 units, the end excluded. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A document that somebody wants to run. It is JSON, without comments and trailing commas. */
export interface RunDocument {
  readonly text: string;
  /** What `text` parses to. Numbers in it may have lost digits (seeds of 64 bits), so that it's never written back. */
  readonly value: unknown;
  /** What stands for the API key; `undefined` where the server needs none. */
  readonly key: Variable | undefined;
}

/** One `POST` that runs a document. */
export interface RunCall {
  /** Appended to the endpoint's own path, e.g. `v1/image_to_video`; empty for the endpoint itself. */
  readonly path: Template;
  /** Beside `Content-Type`, which is always JSON. */
  readonly headers: Readonly<Record<string, Template>>;
  /** The document's own text wherever it can be, so that nothing in it changes; anything else is JSON in ASCII. */
  readonly body: readonly (string | Variable | TextRange)[];
}

/** Why a provider doesn't run a document. */
export type RunProblem =
  /** It runs workflows in API format only. */
  | 'uiFormat'
  /** It isn't a request of this provider, or contains one among other things. */
  | 'otherFormat';

/** How a provider runs a document: several calls where only the person can say which one is meant. */
export type RunPlan = { readonly calls: readonly [RunCall, ...RunCall[]] } | { readonly problem: RunProblem };

/**
 * A document to be run; `undefined` for what isn't JSON as providers read it, such as a workflow with comments.
 * @param key stands for the API key of the account
 */
export function readRunDocument(text: string, key: Variable | undefined): RunDocument | undefined {
  // Trimming removes a byte order mark, too.
  const trimmed = text.trim();
  try {
    return { text: trimmed, value: JSON.parse(trimmed), key };
  } catch {
    return undefined;
  }
}

/** All of a document's text. */
export function wholeText({ text }: Pick<RunDocument, 'text'>): TextRange {
  return { start: 0, end: text.length };
}

/** `Authorization: Bearer …`, where there is a key. */
export function bearer(key: Variable | undefined): Readonly<Record<string, Template>> {
  return key === undefined ? {} : { authorization: ['Bearer ', key] };
}
