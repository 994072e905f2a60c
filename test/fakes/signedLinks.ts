import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Milliseconds for which RunningHub's links work: "valid for 1 day", and recorded signatures span 86,400 seconds. */
const linkLifetime = 86_400_000;

/** Links of an object storage: whoever has one can download the file, until its signature expires. */
export class SignedLinks {
  readonly #key = randomBytes(32);
  readonly #now: () => number;

  /** @param now milliseconds since the epoch */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @returns the path with a query that holds when the link ends and who has signed it */
  sign(path: string): string {
    const seconds = Math.floor(this.#now() / 1000);
    const time = `${seconds};${seconds + linkLifetime / 1000}`;
    return `${path}?${new URLSearchParams({ 'q-sign-time': time, 'q-signature': this.#signatureOf(path, time) })}`;
  }

  /** Whether the link is one of these, unchanged and not yet expired. */
  isValid({ pathname, searchParams }: URL): boolean {
    const time = searchParams.get('q-sign-time') ?? '';
    const given = Buffer.from(searchParams.get('q-signature') ?? '');
    const expected = Buffer.from(this.#signatureOf(pathname, time));
    const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
    return isOurs && this.#now() < Number(time.split(';')[1]) * 1000;
  }

  #signatureOf(path: string, time: string): string {
    return createHmac('sha256', this.#key).update(`${path}\n${time}`).digest('hex');
  }
}
