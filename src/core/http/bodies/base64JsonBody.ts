import type { Asset } from '../../asset/asset.ts';
import type { RequestBody } from '../httpClient.ts';

/**
 * Bytes that are made a string at a time, a multiple of three. A string of more than about 100 kB gets memory of its own
 * from the system, and that takes five times as long as the encoding.
 */
const pieceSize = 24_576;
/** One on its way out, one being filled, and one to spare. */
const buffersInTurn = 3;

/**
 * A JSON document with a file in base64 at one place: `before`, the file, `after`. The usual way, one string of the
 * whole document, needs about seven times the file's size in memory and stops at V8's longest string (512 MB);
 * here only one chunk exists at a time.
 * @param before JSON up to and with the opening quote of the string (and what may precede the data, e.g. `data:…,`)
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

/** Base64 of a stream: only multiples of three bytes are encoded, so that no padding lands in the middle. */
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
    const start = encodeInto(output, 0, rest, 0, rest.length);
    const length = encodeInto(output, start, whole, missing, end);
    // A copy, because the chunk's memory belongs to whoever reads the file.
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

/** Encodes `source` from `start` to `end` to where `offset` is in `target`. @returns the offset behind it */
function encodeInto(target: Buffer, offset: number, source: Buffer, start: number, end: number): number {
  let position = offset;
  for (let from = start; from < end; from += pieceSize) {
    const piece = source.toString('base64', from, Math.min(from + pieceSize, end));
    position += target.write(piece, position, 'latin1');
  }
  return position;
}

/** A few buffers used over and over: whoever sends a chunk is done with it when the next but one is asked for. */
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
