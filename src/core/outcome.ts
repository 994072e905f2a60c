/**
 * How one item of an operation on many ended: an upload, a swap, a renewal, a removal, an import. Every item has exactly
 * one ending, so that the numbers people read always add up.
 */
export type Ending<Result = undefined> =
  /** What was asked for happened: it was sent, replaced, renewed, deleted, imported. */
  | { readonly status: 'done'; readonly result: Result }
  /** It was there already, so nothing had to happen. */
  | { readonly status: 'reused'; readonly result: Result }
  | { readonly status: 'failed'; readonly error: unknown }
  /** Left alone on purpose, which isn't a failure: the reason is the operation's own word for it. */
  | { readonly status: 'leftOut'; readonly reason: string }
  /** It had begun when the person cancelled. */
  | { readonly status: 'cancelled' }
  /** The operation ended before its turn came. */
  | { readonly status: 'notTried' };

export type EndingStatus = Ending['status'];

/** One item and its ending. */
export interface EndedItem<Item, Result = undefined> {
  readonly item: Item;
  readonly ending: Ending<Result>;
}

/** An item that failed, and why. */
export interface FailedItem<Item> {
  readonly item: Item;
  readonly error: unknown;
}

/** The result of an operation on many items, in the order in which they were given. */
export class Outcome<Item, Result = undefined> {
  readonly items: readonly EndedItem<Item, Result>[];

  constructor(items: readonly EndedItem<Item, Result>[]) {
    this.items = items;
  }

  get total(): number {
    return this.items.length;
  }

  /** Items with one of these endings, in order. */
  with(...statuses: readonly EndingStatus[]): readonly Item[] {
    return this.items.filter(({ ending }) => statuses.includes(ending.status)).map(({ item }) => item);
  }

  count(...statuses: readonly EndingStatus[]): number {
    return this.with(...statuses).length;
  }

  /** What the items that were done or reused resulted in, in order. */
  get results(): readonly Result[] {
    return this.items.flatMap(({ ending }) =>
      ending.status === 'done' || ending.status === 'reused' ? [ending.result] : [],
    );
  }

  get failures(): readonly FailedItem<Item>[] {
    return this.items.flatMap(({ item, ending }) =>
      ending.status === 'failed' ? [{ item, error: ending.error }] : [],
    );
  }

  /** Whether the person cancelled: such an outcome is never called complete. */
  get wasCancelled(): boolean {
    return this.count('cancelled', 'notTried') > 0;
  }

  /**
   * The same endings, of what the items stand for.
   * @param others one for each item, in their order
   */
  of<Other>(others: readonly Other[]): Outcome<Other, Result> {
    if (others.length !== this.total) {
      throw new RangeError(`${others.length} items can't have ${this.total} endings`);
    }
    return new Outcome(
      others.flatMap((item, index) => {
        const ending = this.items[index]?.ending;
        return ending ? [{ item, ending }] : [];
      }),
    );
  }

  /**
   * The same outcome after some of its items were tried again: a new ending replaces the former one, and all others stay,
   * so that what was copied or reported is the union of both attempts.
   */
  after(retry: Outcome<Item, Result>): Outcome<Item, Result> {
    const again = new Map(retry.items.map((ended) => [ended.item, ended]));
    return new Outcome(this.items.map((ended) => again.get(ended.item) ?? ended));
  }
}
