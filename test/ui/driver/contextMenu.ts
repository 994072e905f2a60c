import type { Locator, Page } from 'playwright-core';
import { exactly, pause, until } from './retry.ts';

/** The menu that a right-click opens, with its submenus. */
export class ContextMenu {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /**
   * Right-clicks and chooses an entry by its labels, e.g. `choose(row, 'Upload to', 'Runway')`. Entries of an extension
   * appear some seconds after a window has opened, so the menu is opened again until all of them are there.
   */
  async choose(target: Locator, ...labels: string[]): Promise<void> {
    let seen: string[] = [];
    await until(
      `the menu entry ${labels.join(' > ')}`,
      async () => {
        await this.#open(target);
        for (const [depth, label] of labels.entries()) {
          const entry = this.#entry(depth, label);
          if ((await entry.count()) === 0) {
            seen = await this.#labels(depth);
            return await this.close();
          }
          await (depth < labels.length - 1 ? this.#openSubmenu(entry, depth) : this.#click(entry));
        }
        return true;
      },
      async () => seen,
    );
  }

  /** Labels of the menu a right-click opens, or of the submenu that the labels given lead to. The menu is closed again. */
  async labels(target: Locator, ...submenus: string[]): Promise<string[]> {
    const found = await until(`the menu ${submenus.join(' > ')}`, async () => {
      await this.#open(target);
      for (const [depth, label] of submenus.entries()) {
        const entry = this.#entry(depth, label);
        if ((await entry.count()) === 0) {
          return await this.close();
        }
        await this.#openSubmenu(entry, depth);
      }
      return await this.#labels(submenus.length);
    });
    await this.close();
    return found;
  }

  /** Leaves the menu and its submenu open, e.g. for a screenshot. `close` closes them. */
  async open(target: Locator, ...submenus: string[]): Promise<void> {
    await this.labels(target, ...submenus);
    await this.#open(target);
    for (const [depth, label] of submenus.entries()) {
      await this.#openSubmenu(this.#entry(depth, label), depth);
    }
  }

  /** Waits after each Escape: one too many would reach the list behind the menu and clear its selection. */
  async close(): Promise<undefined> {
    await until('the menu to close', async () => {
      const open = await this.#menus().count();
      if (open === 0) {
        return true;
      }
      await this.#page.keyboard.press('Escape');
      await until('a menu to close', async () => ((await this.#menus().count()) < open ? true : undefined));
      return undefined;
    });
  }

  async #open(target: Locator): Promise<void> {
    await target.click({ button: 'right' });
    await this.#menus().first().waitFor();
  }

  async #openSubmenu(entry: Locator, depth: number): Promise<void> {
    await entry.hover();
    await this.#menus()
      .nth(depth + 1)
      .waitFor({ timeout: 3_000 })
      .catch(() => entry.click());
    await this.#menus()
      .nth(depth + 1)
      .waitFor();
  }

  /** A menu ignores the mouse for a tenth of a second after it opens, so that releasing the right button chooses nothing. */
  async #click(entry: Locator): Promise<void> {
    await pause(150);
    await entry.click();
    await this.#menus().first().waitFor({ state: 'hidden' });
  }

  #menus(): Locator {
    return this.#page.locator('.monaco-menu > .monaco-action-bar');
  }

  #entry(depth: number, label: string): Locator {
    return this.#entries(depth).filter({ has: this.#page.locator('.action-label', { hasText: exactly(label) }) });
  }

  #entries(depth: number): Locator {
    return this.#menus()
      .nth(depth)
      .locator('> .actions-container > .action-item:not(.disabled):has(.action-menu-item)');
  }

  async #labels(depth: number): Promise<string[]> {
    const labels = await this.#entries(depth).locator('.action-menu-item > .action-label').allInnerTexts();
    return labels.map((label) => label.trim());
  }
}
