/** How long the driver waits for something to appear, in milliseconds: machines under load are slow, not wrong. */
export const patience = 20_000;

/**
 * Repeats an action until it answers something other than `undefined`.
 * @throws Error saying what was waited for, and what `otherwise` has seen instead.
 */
export async function until<T>(
  what: string,
  action: () => Promise<T | undefined>,
  otherwise: () => Promise<unknown> = async () => undefined,
): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;) {
    // A step of an action may itself have waited all the time for something that had just gone: it gets another try.
    const isLast = Date.now() > deadline;
    const result = await action();
    if (result !== undefined) {
      return result;
    }
    if (isLast) {
      const seen = await otherwise();
      throw new Error(`Waited in vain for ${what}${seen === undefined ? '' : `; there is: ${JSON.stringify(seen)}`}`);
    }
    await pause(200);
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A pattern that matches a text as a whole, for Playwright's `hasText`. */
export function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
