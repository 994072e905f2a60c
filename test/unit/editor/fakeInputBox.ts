import * as vscode from './vscodeModule.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** An input box as VS Code shows it, with what a person does at it. */
export class FakeInputBox {
  title = '';
  prompt = '';
  value = '';
  password = false;
  ignoreFocusOut = false;
  busy = false;
  enabled = true;
  step: number | undefined;
  totalSteps: number | undefined;
  buttons: readonly unknown[] = [];
  validationMessage: { readonly message: string } | string | undefined;
  isDisposed = false;
  readonly #changed = new vscode.EventEmitter<unknown>();
  readonly #accepted = new vscode.EventEmitter<unknown>();
  readonly #hidden = new vscode.EventEmitter<unknown>();
  readonly #pressed = new vscode.EventEmitter<unknown>();
  readonly onDidChangeValue = this.#changed.event;
  readonly onDidAccept = this.#accepted.event;
  readonly onDidHide = this.#hidden.event;
  readonly onDidTriggerButton = this.#pressed.event;

  show(): void {}

  dispose(): void {
    this.isDisposed = true;
  }

  /** The text below the input that says what is wrong or worth knowing; empty for none. */
  get message(): string {
    return typeof this.validationMessage === 'object' ? this.validationMessage.message : (this.validationMessage ?? '');
  }

  type(text: string): void {
    this.value = text;
    this.#changed.fire(undefined);
  }

  /** Presses Enter, and resolves once nothing more happens by itself. */
  async accept(): Promise<void> {
    this.#accepted.fire(undefined);
    await settled();
  }

  async enter(text: string): Promise<void> {
    this.type(text);
    await this.accept();
  }

  async press(button: unknown): Promise<void> {
    this.#pressed.fire(button);
    await settled();
  }

  async back(): Promise<void> {
    await this.press(vscode.QuickInputButtons.Back);
  }

  async close(): Promise<void> {
    this.#hidden.fire(undefined);
    await settled();
  }
}

/** Has the editor open fake boxes. @returns those opened so far, the last one in use */
export function fakeInputBoxes(): FakeInputBox[] {
  const boxes: FakeInputBox[] = [];
  Object.assign(vscode.window, {
    createInputBox: () => {
      const box = new FakeInputBox();
      boxes.push(box);
      return box;
    },
  });
  return boxes;
}
