import type { Locator, Page } from 'playwright-core';
import { until } from './retry.ts';
import { paragraphsOf } from './texts.ts';

/** Toasts in the corner, and dialogs in the middle, of the window. */
export class Notifications {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Texts of all toasts now shown. */
  async texts(): Promise<string[]> {
    const texts = await this.#toasts().locator('.notification-list-item-message').allInnerTexts();
    return texts.map((text) => text.trim());
  }

  /** Waits for a toast and returns its whole text. A time-out names those that appeared meanwhile. */
  async read(pattern: RegExp): Promise<string> {
    const seen = new Set<string>();
    return await until(
      `a notification like ${pattern}`,
      async () => {
        const texts = await this.texts();
        for (const text of texts) {
          seen.add(text);
        }
        return texts.find((text) => pattern.test(text));
      },
      async () => [...seen],
    );
  }

  /** Waits until a screen reader is told something like this. */
  async readAloud(pattern: RegExp): Promise<string> {
    const alerts = this.#page.locator('.monaco-aria-container .monaco-alert, .monaco-aria-container .monaco-status');
    const seen = new Set<string>();
    return await until(
      `an announcement like ${pattern}`,
      async () => {
        const texts = await alerts.evaluateAll((all) => all.map((each) => each.textContent ?? ''));
        for (const text of texts) {
          seen.add(text);
        }
        return texts.find((text) => pattern.test(text));
      },
      async () => [...seen],
    );
  }

  /** Labels of the buttons of a toast. */
  async buttons(pattern: RegExp): Promise<string[]> {
    await this.read(pattern);
    const labels = await this.#toast(pattern).locator('.monaco-button:not(.monaco-dropdown-button)').allInnerTexts();
    return labels.map((label) => label.trim());
  }

  /** Presses a button of a toast. */
  async click(pattern: RegExp, button: string): Promise<void> {
    await this.read(pattern);
    await this.#toast(pattern).locator('.monaco-button', { hasText: button }).click();
  }

  /** Closes every toast. One may close by itself just before it is clicked, so a click that misses isn't a failure. */
  async clear(): Promise<void> {
    await until('the notifications to close', async () => {
      const toast = this.#toasts().first();
      if ((await toast.count()) === 0) {
        return true;
      }
      const soon = { timeout: 1_000 };
      await toast.hover(soon).catch(() => undefined);
      await toast
        .locator('.codicon-notifications-clear')
        .click(soon)
        .catch(() => undefined);
      return undefined;
    });
  }

  /** Waits for a modal dialog and returns its message and detail. */
  async readDialog(): Promise<string> {
    await this.#dialog().waitFor();
    return await paragraphsOf(this.#dialog().locator('.dialog-message-container'));
  }

  /** Presses a button of the modal dialog. */
  async answerDialog(button: string): Promise<void> {
    await this.#dialog().locator('.monaco-button', { hasText: button }).click();
    await this.#dialog().waitFor({ state: 'hidden' });
  }

  #toast(pattern: RegExp): Locator {
    return this.#toasts().filter({ hasText: pattern }).first();
  }

  #toasts(): Locator {
    return this.#page.locator('.notifications-toasts .notification-toast');
  }

  #dialog(): Locator {
    return this.#page.locator('.monaco-dialog-box');
  }
}
