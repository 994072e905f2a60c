import assert from 'node:assert/strict';
import * as vscode from './vscodeModule.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface FakeItem {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly buttons?: readonly unknown[];
}

/** A list as VS Code shows it, with what a person does at it. */
export class FakeQuickPick {
  title = '';
  placeholder = '';
  items: readonly FakeItem[] = [];
  activeItems: readonly FakeItem[] = [];
  selectedItems: readonly FakeItem[] = [];
  ignoreFocusOut = false;
  step: number | undefined;
  totalSteps: number | undefined;
  buttons: readonly unknown[] = [];
  isDisposed = false;
  readonly #accepted = new vscode.EventEmitter<unknown>();
  readonly #hidden = new vscode.EventEmitter<unknown>();
  readonly #pressed = new vscode.EventEmitter<unknown>();
  readonly #itemPressed = new vscode.EventEmitter<unknown>();
  readonly onDidAccept = this.#accepted.event;
  readonly onDidHide = this.#hidden.event;
  readonly onDidTriggerButton = this.#pressed.event;
  readonly onDidTriggerItemButton = this.#itemPressed.event;

  show(): void {}

  dispose(): void {
    this.isDisposed = true;
  }

  get labels(): readonly string[] {
    return this.items.map(({ label }) => label);
  }

  item(label: string): FakeItem {
    const found = this.items.find((each) => each.label === label);
    assert.ok(found, `${label} among ${this.labels.join(', ')}`);
    return found;
  }

  /** Chooses an answer, and resolves once nothing more happens by itself. */
  async pick(label: string): Promise<void> {
    this.selectedItems = [this.item(label)];
    this.#accepted.fire(undefined);
    await settled();
  }

  async pressItemButton(label: string): Promise<void> {
    const item = this.item(label);
    this.#itemPressed.fire({ item, button: item.buttons?.[0] });
    await settled();
  }

  async back(): Promise<void> {
    this.#pressed.fire(vscode.QuickInputButtons.Back);
    await settled();
  }

  async close(): Promise<void> {
    this.#hidden.fire(undefined);
    await settled();
  }
}

/** Has the editor open fake lists. @returns those opened so far, the last one in use */
export function fakeQuickPicks(): FakeQuickPick[] {
  const lists: FakeQuickPick[] = [];
  Object.assign(vscode.window, {
    createQuickPick: () => {
      const list = new FakeQuickPick();
      lists.push(list);
      return list;
    },
  });
  return lists;
}
