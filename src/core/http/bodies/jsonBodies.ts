import type { Asset } from '../../asset/asset.ts';
import type { RequestBody } from '../httpClient.ts';

/**
 * Bytes encoded into one string at a time, a multiple of three. The system allocates a string of more than about 100 kB
 * by itself, which takes five times as long as encoding it.
 */
const pieceSize = 24_576;
/** One being sent, one being filled and a spare. */
const buffersInTurn = 3;

/** A small JSON document. @throws TypeError for a value JSON can't represent (cycles, `undefined`) */
export function jsonBody(value: unknown): RequestBody {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) {
    throw new TypeError('Not a JSON value');
  }
  const bytes = Buffer.from(text);
  return {
    contentType: 'application/json',
    contentLength: bytes.length,
    async *bytes() {
      yield bytes;
    },
  };
}

/**
 * A JSON document that contains a file in base64: `before`, the file, `after`. Building the document as one string takes
 * about seven times the file's size in memory and fails above V8's maximum string length (512 MB); here only one chunk
 * exists at a time.
 * @param before JSON up to and including the opening quote of the string, with anything that precedes the data (`data:…,`)
 * @param after JSON from the closing quote on
 */
export function base64JsonBody(before: string, asset: Asset, after: string): RequestBody {
  const head = Buffer.from(before);
  const tail = Buffer.from(after);
  return {
    contentType: 'application/json',
    contentLength: head.length + encodedLength(asset.size) + tail.length,
    async *bytes() {
      yield head;
      yield* base64Chunks(asset.read({ reusesMemory: true }));
      yield tail;
    },
  };
}

/** Base64 of a stream: only multiples of three bytes are encoded, so that there is no padding in the middle. */
async function* base64Chunks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const outputs = outputsInTurn();
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const whole = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const missing = rest.length === 0 ? 0 : Math.min(3 - rest.length, whole.length);
    rest = Buffer.concat([rest, whole.subarray(0, missing)]);
    if (rest.length > 0 && rest.length < 3) {
      continue;
    }
    const end = whole.length - ((whole.length - missing) % 3);
    const output = outputs(encodedLength(rest.length + end - missing));
    const start = encodeInto(output, 0, rest);
    const length = encodeInto(output, start, whole.subarray(missing, end));
    // A copy, because the reader of the file reuses the chunk's memory.
    rest = Buffer.from(whole.subarray(end));
    yield output.subarray(0, length);
  }
  if (rest.length > 0) {
    yield Buffer.from(rest.toString('base64'), 'latin1');
  }
}

function encodedLength(bytes: number): number {
  return 4 * Math.ceil(bytes / 3);
}

/** Encodes a source into `target` at `offset`. @returns the offset behind it */
function encodeInto(target: Buffer, offset: number, source: Buffer): number {
  let position = offset;
  for (let start = 0; start < source.length; start += pieceSize) {
    const piece = source.toString('base64', start, Math.min(start + pieceSize, source.length));
    position += target.write(piece, position, 'latin1');
  }
  return position;
}

/** A few buffers, reused in turn: a chunk has been sent by the time the next but one is requested. */
function outputsInTurn(): (length: number) => Buffer {
  const outputs: Buffer[] = [];
  let turn = 0;
  return (length) => {
    turn = (turn + 1) % buffersInTurn;
    const known = outputs[turn];
    const output = known !== undefined && known.length >= length ? known : Buffer.allocUnsafeSlow(length);
    outputs[turn] = output;
    return output;
  };
}
