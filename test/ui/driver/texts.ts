import type { Locator } from 'playwright-core';

/** The text of an element on one line, trimmed; empty where it has none. */
export async function textOf(locator: Locator): Promise<string> {
  return ((await locator.textContent()) ?? '').trim();
}

/** The text as it looks: with a line break between paragraphs. */
export async function paragraphsOf(locator: Locator): Promise<string> {
  return (await locator.allInnerTexts()).join('\n').trim();
}
