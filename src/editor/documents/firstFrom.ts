/**
 * Index of the first item whose number is `least` or more, of items in ascending order; their count where there is none.
 * Asked at every move of the cursor, about tens of thousands of items.
 */
export function firstFrom<T>(items: readonly T[], numberOf: (item: T) => number, least: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numberOf(items[middle] as T) < least) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
