import type { Locator, Page } from 'playwright-core';
import type { Clipboard } from './clipboard.ts';
import type { Explorer } from './explorer.ts';
import type { QuickInput } from './quickInput.ts';
import { exactly, until } from './retry.ts';
import { paragraphsOf } from './texts.ts';

interface Parts {
  readonly explorer: Explorer;
  readonly quickInput: QuickInput;
  readonly clipboard: Clipboard;
}

/** The active text editor. */
export class Editor {
  readonly #page: Page;
  readonly #parts: Parts;

  constructor(page: Page, parts: Parts) {
    this.#page = page;
    this.#parts = parts;
  }

  /** Opens a file of the workspace in a tab that stays, and waits for its text, or for its picture, video or audio. */
  async open(path: string): Promise<void> {
    const row = await this.#parts.explorer.row(path);
    await row.dblclick();
    const name = path.split('/').at(-1) ?? path;
    await this.#page.locator(`.tabs-container .tab.active[data-resource-name="${name}"]`).waitFor();
    await this.#lines().or(this.#page.locator('iframe.webview')).first().waitFor();
  }

  /** Waits until the extension has recognised the document as a workflow, which its button in the title bar shows. */
  async recognised(): Promise<void> {
    await this.#page
      .locator('.editor-group-container.active .editor-actions .action-label[aria-label^="Upload All Local Files"]')
      .waitFor();
  }

  /** The whole text, unsaved changes included. Moves the cursor, leaves the clipboard as it was. */
  async text(): Promise<string> {
    return await this.#parts.clipboard.borrow(async () => {
      await this.focus();
      await this.#page.keyboard.press('ControlOrMeta+a');
      await this.#page.keyboard.press('ControlOrMeta+c');
    });
  }

  /** The visible lines as they look, inlay hints included. */
  async visibleText(): Promise<string> {
    const lines = await this.#lines().evaluateAll((elements) =>
      elements
        .map((element) => ({ top: Number.parseFloat(element.style.top), text: element.textContent ?? '' }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text.replaceAll('\u00a0', ' ')),
    );
    return lines.join('\n');
  }

  /** Puts the cursor before the first (or n-th, from 0) occurrence of a text, plus so many characters. */
  async placeCursor(text: string, { occurrence = 0, plus = 0 } = {}): Promise<void> {
    const whole = await this.text();
    let offset = -1;
    for (let count = 0; count <= occurrence; count++) {
      offset = whole.indexOf(text, offset + 1);
      if (offset === -1) {
        throw new Error(`The text in the editor doesn't contain ${JSON.stringify(text)} ${count + 1} times.`);
      }
    }
    const before = whole.slice(0, offset + plus).split('\n');
    await this.#page.keyboard.press('Control+g');
    await this.#parts.quickInput.type(`:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`);
    await this.#parts.quickInput.accept();
    await this.#parts.quickInput.waitUntilClosed();
  }

  /** Titles the lightbulb offers at the cursor, once it offers any; disabled ones included. */
  async actions(): Promise<string[]> {
    return await until('actions of the lightbulb', async () => {
      const shown = await this.#openActions();
      const titles = await this.#actionRows().locator('.title').allInnerTexts();
      await this.#page.keyboard.press('Escape');
      if (shown) {
        await this.#actionRows().first().waitFor({ state: 'hidden' });
      }
      return shown ? titles.map((title) => title.trim()) : undefined;
    });
  }

  /** Chooses an action of the lightbulb by its title, opening it again until the action is offered. */
  async chooseAction(title: string | RegExp): Promise<void> {
    const wanted = typeof title === 'string' ? exactly(title) : title;
    let seen: string[] = [];
    await until(
      `the action ${title}`,
      async () => {
        const shown = await this.#openActions();
        const row = this.#actionRows().filter({ has: this.#page.locator('.title', { hasText: wanted }) });
        if (shown && (await row.count()) > 0) {
          // Earlier versions of VS Code cover the list until the pointer moves, so that a click made before hits nothing.
          await row.first().hover({ force: true });
          await row.first().click();
          return true;
        }
        seen = await this.#actionRows().locator('.title').allInnerTexts();
        await this.#page.keyboard.press('Escape');
        return undefined;
      },
      async () => seen,
    );
  }

  /** Text of the hover at the cursor, once it says more than where a link leads, which is there first. */
  async hover(): Promise<string> {
    await this.focus();
    await this.#parts.quickInput.runCommand('Show or Focus Hover');
    const content = this.#page.locator('.monaco-hover-content:visible').first();
    await content.waitFor();
    return await until(
      'the hover',
      async () => {
        const text = await paragraphsOf(content);
        return text.replace(/^.*\+\sclick\)$/gm, '').trim() === '' ? undefined : text;
      },
      () => paragraphsOf(content),
    );
  }

  async undo(): Promise<void> {
    await this.focus();
    await this.#page.keyboard.press('ControlOrMeta+z');
  }

  async save(): Promise<void> {
    await this.focus();
    await this.#page.keyboard.press('ControlOrMeta+s');
    await this.#page.locator('.tabs-container .tab.active.dirty').waitFor({ state: 'detached' });
  }

  async focus(): Promise<void> {
    await this.#editor().locator('.native-edit-context, textarea.inputarea').first().focus();
  }

  /** The editor's own element, e.g. to hover over something in it. */
  element(): Locator {
    return this.#editor();
  }

  async #openActions(): Promise<boolean> {
    await this.focus();
    await this.#page.keyboard.press('ControlOrMeta+.');
    const first = this.#actionRows().first();
    return await first.waitFor({ timeout: 3_000 }).then(
      () => true,
      () => false,
    );
  }

  #editor(): Locator {
    return this.#page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  #lines(): Locator {
    return this.#editor().locator('.view-lines .view-line');
  }

  #actionRows(): Locator {
    return this.#page.locator('.action-widget .monaco-list-row.action');
  }
}
