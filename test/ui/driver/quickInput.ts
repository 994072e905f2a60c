import type { Locator, Page } from 'playwright-core';
import { exactly, until } from './retry.ts';
import { textOf } from './texts.ts';

/** One line of a quick pick. */
export interface QuickPickItem {
  readonly label: string;
  readonly description: string;
}

/** The box at the top of the window: quick picks, input boxes, the command palette. */
export class QuickInput {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Runs a command by its title as the palette shows it, e.g. `Workflow Assets: Show Log`. */
  async runCommand(title: string): Promise<void> {
    await until(
      `the command ${title}`,
      async () => {
        await this.#page.keyboard.press('F1');
        await this.type(`>${title}`);
        const found = await this.#item(title, 3_000);
        return (found !== undefined && (await clicked(found))) || (await this.close());
      },
      async () => undefined,
    );
  }

  /** Titles of the commands the palette offers for a text, once there are any; none after five seconds. */
  async commands(text: string): Promise<string[]> {
    for (const deadline = Date.now() + 5_000; Date.now() < deadline; ) {
      await this.#page.keyboard.press('F1');
      await this.type(`>${text}`);
      const labels = (await this.items()).map(({ label }) => label);
      await this.close();
      if (!labels.includes('No matching commands')) {
        return labels;
      }
    }
    return [];
  }

  /** Replaces the text in the input. */
  async type(text: string): Promise<void> {
    await this.waitFor();
    await this.#widget().locator('.quick-input-box input').fill(text);
  }

  async accept(): Promise<void> {
    await this.waitFor();
    await this.#page.keyboard.press('Enter');
  }

  /** The lines shown, once there is at least one. */
  async items(): Promise<QuickPickItem[]> {
    await this.waitFor();
    await this.#rows().first().waitFor();
    return await this.#shown();
  }

  /** The line with this label, once it is there: some lists fill while they are shown. */
  async line(label: string): Promise<QuickPickItem> {
    return await until(
      `the line ${label}`,
      async () => (await this.#shown()).find((item) => item.label === label),
      () => this.items(),
    );
  }

  /** Chooses the line with this label. */
  async pick(label: string): Promise<void> {
    await until(
      `the choice ${label}`,
      async () => {
        const row = await this.#item(label, 500);
        return (row !== undefined && (await clicked(row))) || undefined;
      },
      () => this.items(),
    );
  }

  /** Title above the input, empty where there is none. */
  async title(): Promise<string> {
    await this.waitFor();
    return await textOf(this.#widget().locator('.quick-input-title'));
  }

  /** The text below the input: the prompt, or what is wrong with the text typed. */
  async message(): Promise<string> {
    await this.waitFor();
    return await textOf(this.#widget().locator('.quick-input-message'));
  }

  /** A button in the title bar or beside the input, by its tooltip, which a key binding may follow. */
  async clickButton(label: string): Promise<void> {
    await this.waitFor();
    await this.#widget().locator(`.action-label[aria-label^="${label}"]`).click();
  }

  async waitFor(): Promise<void> {
    await this.#widget().waitFor();
  }

  /** Waits until the box has closed by itself. */
  async waitUntilClosed(): Promise<void> {
    await this.#widget().waitFor({ state: 'hidden' });
  }

  async close(): Promise<undefined> {
    await this.#page.keyboard.press('Escape');
    await this.waitUntilClosed();
  }

  async #item(label: string, timeout: number): Promise<Locator | undefined> {
    const deadline = Date.now() + timeout;
    do {
      const index = (await this.#shown()).findIndex((item) => item.label === label);
      if (index !== -1) {
        // The list is rendered again while it is filtered: by the time of the click, another line may have this place.
        return this.#rows()
          .nth(index)
          .filter({ has: this.#page.locator('.label-name', { hasText: exactly(label) }) });
      }
      await this.#page.waitForTimeout(100);
    } while (Date.now() < deadline);
    return undefined;
  }

  /** All lines at one moment. Read one by one, a line that disappears meanwhile would be waited for until the time-out. */
  async #shown(): Promise<QuickPickItem[]> {
    return await this.#rows().evaluateAll((rows) =>
      rows.map((row) => ({
        label: (row.querySelector('.label-name')?.textContent ?? '').trim(),
        description: [...row.querySelectorAll('.label-description')]
          .map((part) => String(Reflect.get(part, 'textContent')))
          .join(' ')
          .trim(),
      })),
    );
  }

  #widget(): Locator {
    return this.#page.locator('.quick-input-widget:visible');
  }

  #rows(): Locator {
    return this.#widget().locator('.quick-input-list .monaco-list-row');
  }
}

/** Whether it could be clicked: the box closes when something else takes the focus, and lines move while others appear. */
function clicked(row: Locator): Promise<boolean> {
  return row.click({ timeout: 3_000 }).then(
    () => true,
    () => false,
  );
}
