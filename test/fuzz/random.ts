const alphabet = [
  'a',
  'Z',
  '9',
  ' ',
  '.',
  '/',
  '\\',
  '"',
  "'",
  '\n',
  '\t',
  '\u0000',
  '\u2028',
  'é',
  'e\u0301',
  '日',
  '😀',
  '\ud800',
  '[',
  '{',
  ':',
  ',',
  '%20',
];

/** A small generator of pseudo-random numbers (mulberry32): the same seed gives the same documents everywhere. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** From 0 up to but not including 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 up to but not including `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** `undefined` from an empty list only. */
  oneOf<T>(list: readonly T[]): T | undefined {
    return list[this.below(list.length)];
  }

  /** A short string with everything that is awkward in JSON. */
  text(): string {
    return Array.from({ length: this.below(12) }, () => this.oneOf(alphabet) ?? '').join('');
  }
}
