import type { RequestBody } from '../httpClient.ts';

/**
 * A body being written to a socket. The socket requests a chunk when it has taken the one before, so counting requested
 * chunks counts what was taken, and nothing runs ahead of a slow network.
 */
export class BodySender implements AsyncIterable<Uint8Array> {
  readonly #body: RequestBody;
  readonly #onTaken: (bytes: number) => void;
  #chunks: AsyncIterator<Uint8Array> | undefined;
  #handed = 0;
  #failure: { readonly error: unknown } | undefined;

  /** @param onTaken called with the number of bytes taken so far, each time the socket requests more */
  constructor(body: RequestBody, onTaken: (bytes: number) => void) {
    this.#body = body;
    this.#onTaken = onTaken;
  }

  /** Whether the socket has been given every byte; it may still be sending the last ones. */
  get isComplete(): boolean {
    return this.#handed === this.#body.contentLength;
  }

  /** What the body threw, if anything. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    this.#chunks = this.#body.bytes()[Symbol.asyncIterator]();
    return { next: () => this.#next(), return: () => this.#return() };
  }

  /** Ends the body where it is, so that whatever it reads from is released. undici alone would leave it hanging. */
  stop(): void {
    this.#return().catch(() => {});
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    this.#onTaken(this.#handed);
    try {
      const result = await this.#nextChunk();
      const length = result.done === true ? 0 : result.value.byteLength;
      if (this.#handed + length > this.#body.contentLength || (result.done === true && !this.isComplete)) {
        throw new RangeError(`The body announced ${this.#body.contentLength} bytes and has another number`);
      }
      this.#handed += length;
      return result;
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  async #nextChunk(): Promise<IteratorResult<Uint8Array>> {
    for (;;) {
      const result = await this.#chunks?.next();
      if (result === undefined || result.done === true) {
        return { done: true, value: undefined };
      }
      if (result.value.byteLength > 0) {
        return result;
      }
    }
  }

  async #return(): Promise<IteratorResult<Uint8Array>> {
    const chunks = this.#chunks;
    this.#chunks = undefined;
    await chunks?.return?.();
    return { done: true, value: undefined };
  }
}
