import type { Locator, Page } from 'playwright-core';
import { exactly, until } from './retry.ts';
import { showViewContainer } from './viewContainer.ts';

/** The Explorer's tree. Paths are relative to the workspace folder, with slashes. */
export class Explorer {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Names of the rows that are shown, in order. */
  async names(): Promise<string[]> {
    await this.#rows().first().waitFor();
    return await this.#rows().locator('.label-name').allInnerTexts();
  }

  /** The row of a file or folder; folders on the way are expanded. */
  async row(path: string): Promise<Locator> {
    await this.show();
    const names = path.split('/');
    for (let depth = 0; depth < names.length - 1; depth++) {
      const ancestor = names.slice(0, depth + 1);
      // The tree is drawn anew while files appear, and a row that was found may be gone before it is read.
      await until(`the folder ${ancestor.join('/')}`, async () => {
        const folder = await this.#find(ancestor);
        const [isExpanded] = await folder.evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-expanded')));
        if (isExpanded === 'false') {
          await folder.click({ timeout: 3_000 });
        }
        return isExpanded === undefined ? undefined : true;
      });
    }
    return await this.#find(names);
  }

  /** Selects several files, as Ctrl-click does; returns the row of the last. */
  async select(...paths: string[]): Promise<Locator> {
    // All folders first: expanding one moves the rows below it.
    for (const path of paths) {
      await this.row(path);
    }
    const [first, ...others] = paths;
    if (first === undefined) {
      throw new Error('Nothing to select.');
    }
    let row = await this.row(first);
    await row.click();
    for (const path of others) {
      row = await this.row(path);
      await row.click({ modifiers: ['ControlOrMeta'] });
    }
    return row;
  }

  /** Makes the Explorer the visible view of the side bar. */
  async show(): Promise<void> {
    await showViewContainer(this.#page, 'Explorer', this.#rows().first());
  }

  /** A row belongs to the last row above it that is one level higher. */
  async #find(names: readonly string[]): Promise<Locator> {
    return await until(
      `${names.join('/')} in the Explorer`,
      async () => {
        const rows = await this.#rows().evaluateAll((elements) =>
          elements.map((element) => ({
            level: Number(element.getAttribute('aria-level')),
            name: element.querySelector('.label-name')?.textContent ?? '',
          })),
        );
        const path: string[] = [];
        for (const [index, { level, name }] of rows.entries()) {
          path.length = level - 1;
          path.push(name);
          if (path.join('/') === names.join('/')) {
            const label = this.#page.locator('.label-name', { hasText: exactly(name) });
            return this.#rows().nth(index).filter({ has: label });
          }
        }
        return undefined;
      },
      () => this.names(),
    );
  }

  #rows(): Locator {
    return this.#page.locator('.explorer-folders-view .monaco-list-row');
  }
}
