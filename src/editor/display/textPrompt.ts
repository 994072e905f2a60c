import { type QuickInputButton, QuickInputButtons } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import { inBackground } from '../promises.ts';
import type { ShownText } from '../text/shown.ts';
import type { BoxResult, PromptStep } from './boxes.ts';
import { type InputBoxMessage, window } from './window.ts';

/** A button in the title of the box. */
export interface PromptButton extends QuickInputButton {
  readonly tooltip: ShownText;
  run(): PromiseLike<unknown>;
}

export type PromptMessage = ShownText | InputBoxMessage;

/** One text to be asked for. */
export interface TextPrompt {
  readonly title: ShownText;
  readonly prompt: ShownText;
  readonly placeholder: ShownText;
  /** What the box holds at first. */
  readonly value?: string;
  /** Shows dots in place of the text. */
  readonly isSecret?: boolean;
  /** Keeps the box open while something else has the focus: people fetch what they paste from elsewhere. */
  readonly ignoreFocusOut?: boolean;
  readonly step?: PromptStep;
  /** Shows the button that leads back to the box before. */
  readonly hasBack?: boolean;
  readonly buttons?: readonly PromptButton[];
  readonly log: Log;
  /** What there is to say about the text before Enter is pressed. */
  validate?(text: string): PromptMessage | undefined;
  /**
   * Enter was pressed. A message is shown, and the box stays open; so it does with `false`, and with a `CancelledError`. Any
   * other error closes it and is thrown.
   * @param signal is aborted when the box is closed meanwhile
   */
  accept(text: string, signal: AbortSignal): Promise<PromptMessage | boolean>;
}

/** Asks for a text until `accept` takes it, or the person goes back or closes the box. */
export async function askForText(options: TextPrompt): Promise<BoxResult> {
  const { step, hasBack, buttons = [], log, validate } = options;
  const box = window.createInputBox();
  const closed = new AbortController();
  box.title = options.title;
  box.prompt = options.prompt;
  box.placeholder = options.placeholder;
  box.value = options.value ?? '';
  box.password = options.isSecret ?? false;
  box.ignoreFocusOut = options.ignoreFocusOut ?? false;
  box.step = step?.number;
  box.totalSteps = step?.total;
  box.buttons = [...(hasBack ? [QuickInputButtons.Back] : []), ...buttons];
  box.validationMessage = validate?.(box.value);
  try {
    return await new Promise((resolve, reject) => {
      box.onDidTriggerButton((pressed) => {
        if (pressed === QuickInputButtons.Back) {
          resolve('back');
          return;
        }
        const button = buttons.find((each) => each === pressed);
        if (button !== undefined) {
          inBackground(log, button.run());
        }
      });
      box.onDidChangeValue(() => {
        box.validationMessage = validate?.(box.value);
      });
      box.onDidHide(() => resolve('closed'));
      box.onDidAccept(async () => {
        // A dialog that follows takes the focus, which would close the box.
        box.ignoreFocusOut = true;
        box.busy = true;
        box.enabled = false;
        try {
          const answer = await options.accept(box.value, closed.signal);
          if (answer === true) {
            resolve('accepted');
          } else if (answer !== false) {
            box.validationMessage = answer;
          }
        } catch (error) {
          if (!CancelledError.is(error)) {
            reject(error);
          }
        } finally {
          box.busy = false;
          box.enabled = true;
        }
      });
      box.show();
    });
  } finally {
    closed.abort();
    box.dispose();
  }
}
