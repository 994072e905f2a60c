import type { Locator, Page } from 'playwright-core';
import type { ContextMenu } from './contextMenu.ts';
import { exactly, until } from './retry.ts';
import { paragraphsOf } from './texts.ts';
import { showViewContainer } from './viewContainer.ts';

/** One line of a tree view. */
export interface TreeLine {
  readonly label: string;
  readonly description: string;
  /** 1 for the top. */
  readonly level: number;
}

/** One view in the side bar of the extension. */
export class TreeView {
  readonly #page: Page;
  readonly #menu: ContextMenu;
  readonly #container: string;
  readonly #name: string;

  /** @param container title of the icon in the activity bar. @param name title of the view, e.g. `Uploads`. */
  constructor(page: Page, menu: ContextMenu, container: string, name: string) {
    this.#page = page;
    this.#menu = menu;
    this.#container = container;
    this.#name = name;
  }

  /** Makes the view visible and expands it. */
  async show(): Promise<void> {
    await showViewContainer(this.#page, this.#container, this.#header());
    if ((await this.#header().getAttribute('aria-expanded')) === 'false') {
      await this.#header().click();
    }
  }

  /** The lines, once there are any, or none after three seconds. To wait for a particular one, use `line`. */
  async lines(): Promise<TreeLine[]> {
    await this.show();
    await this.#rows()
      .first()
      .waitFor({ timeout: 3_000 })
      .catch(() => undefined);
    return await this.#rows().evaluateAll((rows) =>
      rows.map((row) => ({
        label: row.querySelector('.label-name')?.textContent ?? '',
        description: row.querySelector('.label-description')?.textContent ?? '',
        level: Number(row.getAttribute('aria-level')),
      })),
    );
  }

  /** What the view shows while it has no lines: its welcome text or message. */
  async welcome(): Promise<string> {
    await this.show();
    const text = this.#pane().locator('.welcome-view-content, .message').first();
    await text.waitFor();
    return await paragraphsOf(text);
  }

  /** The line with this label, once it is there and wholly in view. */
  async line(label: string): Promise<Locator> {
    await this.show();
    const name = this.#page.locator('.label-name', { hasText: exactly(label) });
    const row = this.#rows().filter({ has: name }).first();
    return await until(
      `${label} in the view ${this.#name}`,
      async () => ((await row.count()) > 0 && (await this.#isInView(row)) ? row : undefined),
      () => this.lines(),
    );
  }

  /** Scrolls towards a line at the edge of a view that is too low for all of its lines: half of it has no buttons. */
  async #isInView(row: Locator): Promise<boolean> {
    const [line, list] = await Promise.all([row.boundingBox(), this.#pane().locator('.monaco-list').boundingBox()]);
    if (line === null || list === null) {
      return false;
    }
    const [above, below] = [list.y - line.y, line.y + line.height - (list.y + list.height)];
    if (above < 1 && below < 1) {
      return true;
    }
    await this.#page.mouse.move(list.x + list.width / 2, list.y + list.height / 2);
    await this.#page.mouse.wheel(0, above > 0 ? -above : below);
    return false;
  }

  /** What a screen reader says of the line that the keys act on; `undefined` where the view doesn't have the focus. */
  async focusedLabel(): Promise<string | undefined> {
    const list = this.#pane().locator('.monaco-list:focus, .monaco-list:has(:focus)').first();
    const id = (await list.count()) > 0 ? await list.getAttribute('aria-activedescendant') : null;
    if (!id) {
      return undefined;
    }
    // The line may be redrawn between the two questions, and has another id then.
    const labels = await this.#page
      .locator(`#${id}`)
      .evaluateAll((lines) => lines.map((line) => line.getAttribute('aria-label')));
    return labels[0] ?? undefined;
  }

  /** Expands or collapses a line. */
  async toggle(label: string): Promise<void> {
    await (await this.line(label)).locator('.monaco-tl-twistie').click();
  }

  /** Clicks an icon at the end of a line, by its tooltip. */
  async clickAction(label: string, action: string): Promise<void> {
    const row = await this.line(label);
    await row.hover();
    await row.locator(`.actions .action-label[aria-label^="${action}"]`).click();
  }

  /** Chooses from the menu of a line. */
  async choose(label: string, ...entries: string[]): Promise<void> {
    await this.#menu.choose(await this.line(label), ...entries);
  }

  /** Clicks an icon in the view's title, by its tooltip. */
  async clickTitleAction(action: string): Promise<void> {
    await this.show();
    await this.#header().hover();
    await this.#header().locator(`.action-label[aria-label^="${action}"]`).click();
  }

  #header(): Locator {
    return this.#page.locator('.sidebar').locator(this.#headerSelector());
  }

  #headerSelector(): string {
    return `.pane-header[aria-label^="${this.#name}"]`;
  }

  #pane(): Locator {
    return this.#page.locator('.sidebar .pane').filter({ has: this.#page.locator(this.#headerSelector()) });
  }

  #rows(): Locator {
    return this.#pane().locator('.monaco-list-row');
  }
}
