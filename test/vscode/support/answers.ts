import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** A question or message as the extension has shown it. */
export interface Asked {
  readonly message: string;
  readonly detail: string | undefined;
  readonly isModal: boolean;
  readonly buttons: readonly string[];
}

/** The button of that question. */
export const allowUploads = 'Allow Uploads';

type Show = typeof vscode.window.showWarningMessage;

/**
 * Answers messages in place of a person: VS Code shows no modal dialog while suites run, and no toast can be clicked from
 * inside the extension host. This works because suites and extension share one `vscode`.
 */
export class Answers {
  readonly asked: Asked[] = [];
  /** Whether the question if files of the workspace may be uploaded is answered with yes; most suites aren't about it. */
  allowsUploads = true;
  readonly #answers: { readonly pattern: RegExp; readonly button: string; look(): Promise<void> }[] = [];
  readonly #originals = {
    showInformationMessage: vscode.window.showInformationMessage,
    showWarningMessage: vscode.window.showWarningMessage,
    showErrorMessage: vscode.window.showErrorMessage,
  };

  constructor() {
    for (const name of Object.keys(this.#originals)) {
      this.#replace(name as keyof typeof vscode.window, (message: string, ...rest: readonly unknown[]) =>
        this.#answer(message, rest),
      );
    }
  }

  /** The next message like this is answered with this button. @param look what to do before */
  next(pattern: RegExp, button: string, look: () => Promise<void> = async () => undefined): void {
    this.#answers.push({ pattern, button, look });
  }

  /** Waits for a message. */
  async read(pattern: RegExp): Promise<Asked> {
    return until(
      `a message like ${pattern}`,
      () => this.asked.find(({ message }) => pattern.test(message)),
      () => this.asked.map(({ message }) => message),
    );
  }

  clear(): void {
    this.allowsUploads = true;
    this.asked.length = 0;
    this.#answers.length = 0;
  }

  dispose(): void {
    for (const [name, original] of Object.entries(this.#originals)) {
      this.#replace(name as keyof typeof vscode.window, original);
    }
  }

  #replace(name: keyof typeof vscode.window, value: unknown): void {
    Object.defineProperty(vscode.window, name, { value, configurable: true, writable: true });
  }

  async #answer(message: string, rest: readonly unknown[]): Promise<ReturnType<Show> | string | undefined> {
    const [first] = rest;
    const options = typeof first === 'object' ? (first as vscode.MessageOptions) : {};
    const buttons = rest.filter((each): each is string => typeof each === 'string');
    if (this.allowsUploads && buttons.includes(allowUploads)) {
      return allowUploads;
    }
    this.asked.push({ message, detail: options.detail, isModal: options.modal === true, buttons });
    const index = this.#answers.findIndex(({ pattern }) => pattern.test(message));
    const [answer] = index < 0 ? [] : this.#answers.splice(index, 1);
    assert.ok(answer === undefined || buttons.includes(answer.button), `${answer?.button} among ${buttons}`);
    await answer?.look();
    return answer?.button;
  }
}

/** Answers that question with yes also while no suite answers questions. */
export function allowUploadsByDefault(): void {
  const original = vscode.window.showWarningMessage;
  const value = async (message: string, ...rest: readonly unknown[]): Promise<unknown> =>
    rest.includes(allowUploads) ? allowUploads : Reflect.apply(original, vscode.window, [message, ...rest]);
  Object.defineProperty(vscode.window, 'showWarningMessage', { value, configurable: true, writable: true });
}

/** Looks until something is there. @throws Error after fifteen seconds, with what `otherwise` found instead. */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  otherwise: () => unknown = () => undefined,
): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
    if (Date.now() > deadline) {
      throw new Error(`Timed out waiting for ${what}; found: ${JSON.stringify(otherwise())}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
