import type { Page } from 'playwright-core';

/** The browser's clipboard, which VS Code uses as its own. */
export class Clipboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async read(): Promise<string> {
    return await this.#page.evaluate<string>('navigator.clipboard.readText()');
  }

  async write(text: string): Promise<void> {
    await this.#page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  }

  /** Runs something that copies, returns what it copied and restores what was there before. */
  async borrow(copy: () => Promise<void>): Promise<string> {
    const before = await this.read();
    await this.write('');
    await copy();
    const copied = await this.read();
    await this.write(before);
    return copied;
  }
}
