import type { IncomingMessage } from 'node:http';
import { type Readable, Transform, type TransformCallback } from 'node:stream';

interface MeterOptions {
  /** Maximum rate at which the body is read, in bytes per second. */
  readonly bytesPerSecond?: number | undefined;
  /** After so many bytes nothing more is read until `onHalt` resolves; if it rejects, nothing at all. */
  readonly haltAfter?: number | undefined;
  onHalt?(): Promise<void>;
  /** Called with the number of bytes read so far. */
  onBytes?(bytes: number): void;
}

/** The connection ended before the exchange did, so that no answer can be sent. */
export class ClientLeft extends Error {
  override readonly name = 'ClientLeft';
}

/** A request's body, counted, slowed down and interrupted as a test asks. Buffers nothing. */
export class MeteredBody extends Transform {
  readonly #options: MeterOptions;
  #bytes = 0;
  #halted = false;

  constructor(options: MeterOptions = {}) {
    super();
    this.#options = options;
    // A reader gets the error from the pipeline; without one it mustn't end the process.
    this.on('error', () => {});
  }

  /** Bytes read so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Starts reading. If the client leaves before the end, the body ends with an error. */
  readFrom(request: IncomingMessage): void {
    request.once('close', () => {
      if (!request.complete) {
        this.destroy(new ClientLeft('The client left before the end of its body.'));
      }
    });
    request.pipe(this);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#bytes += chunk.length;
    this.#options.onBytes?.(this.#bytes);
    if (this.#options.bytesPerSecond === undefined && this.#options.haltAfter === undefined) {
      done(null, chunk);
      return;
    }
    this.#hold(chunk).then(
      () => done(null, chunk),
      (error: Error) => done(error),
    );
  }

  async #hold(chunk: Buffer): Promise<void> {
    const { bytesPerSecond, haltAfter, onHalt } = this.#options;
    if (bytesPerSecond !== undefined) {
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, (chunk.length / bytesPerSecond) * 1000);
        this.once('close', () => {
          clearTimeout(timer);
          resolve(undefined);
        });
      });
    }
    if (haltAfter !== undefined && !this.#halted && this.#bytes >= haltAfter) {
      this.#halted = true;
      await onHalt?.();
    }
  }
}

/** Reads to the end and discards the bytes. @throws ClientLeft if the client leaves first */
export async function drain(body: Readable): Promise<void> {
  if (body.readableEnded) {
    return;
  }
  await new Promise<void>((resolve, reject) => {
    body.once('end', resolve);
    body.once('error', reject);
    body.once('close', () => (body.readableEnded ? resolve() : reject(new ClientLeft('The body was cut.'))));
    if (body.destroyed) {
      reject(new ClientLeft('The body was cut.'));
    }
    body.resume();
  });
}

/** The first bytes of a body, which stay in place for its reader; empty if there is no body. */
export async function peek(request: IncomingMessage): Promise<Buffer> {
  if (request.readableLength === 0 && !request.complete) {
    await new Promise<void>((resolve) => {
      request.once('readable', resolve);
      request.once('end', resolve);
      request.once('close', resolve);
    });
  }
  const chunk: Buffer | null = request.read();
  if (chunk === null) {
    return Buffer.alloc(0);
  }
  request.unshift(chunk);
  return chunk;
}
