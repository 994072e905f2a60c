import { type FileDigest, FileDigester } from './fileDigest.ts';
import type { MeteredBody } from './meteredBody.ts';

/** A long string value of a JSON body, decoded as base64 while it arrived. */
export interface Payload extends FileDigest {
  /** Media type of a data URI; empty for raw base64. */
  readonly mediaType: string;
  /** Whether the whole string was valid base64. */
  readonly valid: boolean;
}

export interface JsonBody {
  /** The parsed body, with each long string replaced by a placeholder; `undefined` if it isn't JSON. */
  readonly value: unknown;
  /** The payload of a string in `value`; short strings are decoded on demand, so that both kinds read the same. */
  payload(text: string): Payload;
}

/** Maximum length of strings that stay in the JSON text. */
const longFrom = 1024;
const quote = 0x22;
const backslash = 0x5c;
const placeholder = '\u0000payload:';

/** Decodes base64, with or without a `data:` prefix, piece by piece. */
class Base64Decoder {
  readonly #digester: FileDigester;
  #prefix: string | undefined = '';
  #mediaType = '';
  #carry = '';
  #valid = true;
  #ended = false;

  constructor(keepBytes: boolean) {
    this.#digester = new FileDigester(keepBytes);
  }

  update(piece: string): void {
    if (this.#prefix !== undefined) {
      this.#startWith(this.#prefix + piece);
      return;
    }
    const text = this.#carry + piece;
    const whole = text.length - (text.length % 4);
    this.#carry = text.slice(whole);
    this.#decode(text.slice(0, whole));
  }

  finish(): Payload {
    if (this.#prefix !== undefined) {
      this.#valid = false;
    }
    if (this.#carry.length === 1) {
      this.#valid = false;
    } else if (this.#carry !== '') {
      this.#decode(this.#carry.padEnd(4, '='));
    }
    const digest = this.#digester.finish();
    return { ...digest, mediaType: this.#mediaType, valid: this.#valid && digest.size > 0 };
  }

  /**
   * The first piece decides: a prefix `data:image/png;base64,` ends at the comma; anything else is base64 from the
   * start.
   */
  #startWith(text: string): void {
    const comma = text.indexOf(',');
    if (text.startsWith('data:') && comma === -1 && text.length < 2 * longFrom) {
      this.#prefix = text;
      return;
    }
    this.#prefix = undefined;
    if (text.startsWith('data:')) {
      this.#mediaType = /^data:([^;,]*)/.exec(text)?.[1] ?? '';
      this.#valid = text.slice(0, Math.max(comma, 0)).endsWith(';base64');
    }
    this.update(text.startsWith('data:') ? text.slice(comma + 1) : text);
  }

  #decode(text: string): void {
    if (text === '') {
      return;
    }
    const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
    const bytes = Buffer.from(text, 'base64');
    // Node.js skips invalid characters and stops at the first "=": in both cases it decodes fewer bytes than expected.
    if (this.#ended || bytes.length !== (text.length / 4) * 3 - padding) {
      this.#valid = false;
    }
    this.#ended = padding > 0;
    this.#digester.update(bytes);
  }
}

/**
 * Reads a JSON body whose long strings are base64 files, without ever keeping one: a file of 1 GB wouldn't even fit
 * into a string. Only the short parts of the text are kept.
 * @throws ClientLeft if the client leaves before the end of the body
 */
export async function readJsonBody(body: MeteredBody, keepBytes = false): Promise<JsonBody> {
  const payloads: Payload[] = [];
  let skeleton = '';
  /** Text of the string being read while it is short; after that a decoder takes over. */
  let string: string | undefined;
  let decoder: Base64Decoder | undefined;
  let escaped = false;

  const addToString = (piece: string): void => {
    if (decoder !== undefined) {
      decoder.update(unescapeBase64(piece));
      return;
    }
    string = (string ?? '') + piece;
    if (string.length > longFrom) {
      decoder = new Base64Decoder(keepBytes);
      decoder.update(unescapeBase64(string));
      string = '';
    }
  };
  const endString = (): void => {
    if (decoder === undefined) {
      skeleton += `"${string ?? ''}"`;
    } else {
      skeleton += JSON.stringify(`${placeholder}${payloads.length}`);
      payloads.push(decoder.finish());
    }
    string = undefined;
    decoder = undefined;
  };

  for await (const chunk of body as AsyncIterable<Buffer>) {
    let at = 0;
    while (at < chunk.length) {
      if (string === undefined) {
        const open = chunk.indexOf(quote, at);
        skeleton += chunk.toString('latin1', at, open === -1 ? chunk.length : open);
        string = open === -1 ? undefined : '';
        at = open === -1 ? chunk.length : open + 1;
        continue;
      }
      const close = closingQuote(chunk, at, escaped);
      addToString(chunk.toString('latin1', at, close.index));
      escaped = close.escaped;
      at = close.index;
      if (at < chunk.length) {
        endString();
        at += 1;
      }
    }
  }
  return { value: parse(skeleton), payload: (text) => payloadOf(text, payloads, keepBytes) };
}

/** Index of the quote that ends the string, or the chunk's length; and whether the chunk ends in an open escape. */
function closingQuote(chunk: Buffer, from: number, escapedAtStart: boolean): { index: number; escaped: boolean } {
  let close = chunk.indexOf(quote, from);
  while (close !== -1 && isEscaped(chunk, from, close, escapedAtStart)) {
    close = chunk.indexOf(quote, close + 1);
  }
  return close === -1
    ? { index: chunk.length, escaped: isEscaped(chunk, from, chunk.length, escapedAtStart) }
    : { index: close, escaped: false };
}

function isEscaped(chunk: Buffer, from: number, index: number, escapedAtStart: boolean): boolean {
  let start = index;
  while (start > from && chunk[start - 1] === backslash) {
    start -= 1;
  }
  const odd = (index - start) % 2 === 1;
  return start === from && escapedAtStart ? !odd : odd;
}

/** JSON may write "/" as "\\/"; base64 contains no other character that can be escaped. */
function unescapeBase64(piece: string): string {
  return piece.replaceAll('\\', '');
}

function parse(skeleton: string): unknown {
  try {
    return JSON.parse(Buffer.from(skeleton, 'latin1').toString('utf8'));
  } catch {
    return undefined;
  }
}

function payloadOf(text: string, payloads: readonly Payload[], keepBytes: boolean): Payload {
  const long = text.startsWith(placeholder) ? payloads[Number(text.slice(placeholder.length))] : undefined;
  if (long !== undefined) {
    return long;
  }
  const decoder = new Base64Decoder(keepBytes);
  decoder.update(text);
  return decoder.finish();
}
