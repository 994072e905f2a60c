/** How long the driver waits for something to appear, in milliseconds. Long, because a machine under load is slow. */
export const patience = 20_000;

/**
 * Repeats an action until it returns something other than `undefined`.
 * @throws Error that says what it waited for, and what `otherwise` found instead.
 */
export async function until<T>(
  what: string,
  action: () => Promise<T | undefined>,
  otherwise: () => Promise<unknown> = async () => undefined,
): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;) {
    // One step of the action may have spent all the time waiting for something that had just closed: it gets another try.
    const isLast = Date.now() > deadline;
    const result = await action();
    if (result !== undefined) {
      return result;
    }
    if (isLast) {
      const seen = await otherwise();
      throw new Error(`Timed out waiting for ${what}${seen === undefined ? '' : `; found: ${JSON.stringify(seen)}`}`);
    }
    await pause(100);
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A pattern that matches a text as a whole, for Playwright's `hasText`. */
export function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
