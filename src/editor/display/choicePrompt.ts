import { QuickInputButtons } from 'vscode';
import type { Log } from '../../core/log.ts';
import { inBackground } from '../promises.ts';
import type { ShownText } from '../text/shown.ts';
import type { BoxPlace, BoxResult } from './boxes.ts';
import type { PromptButton } from './textPrompt.ts';
import { type ShownQuickPickItem, window } from './window.ts';

/** One of the answers in a list. */
export interface Choice<T> extends ShownQuickPickItem {
  readonly value: T;
  readonly buttons?: readonly PromptButton[];
}

/** A question with a list of answers. */
interface ChoicePrompt<T> extends BoxPlace {
  readonly title: ShownText;
  readonly placeholder: ShownText;
  readonly choices: readonly Choice<T>[];
  /** The answer that is selected at first; the first one by default. */
  readonly chosen?: T | undefined;
  readonly log: Log;
  accept(value: T): void;
}

/** Asks for one of several answers, until one is chosen or the person goes back or closes the list. */
export async function askForChoice<T>({
  title,
  placeholder,
  choices,
  chosen,
  log,
  step,
  hasBack,
  accept,
}: ChoicePrompt<T>): Promise<BoxResult> {
  const list = window.createQuickPick<Choice<T>>();
  list.title = title;
  list.placeholder = placeholder;
  list.items = choices;
  const former = choices.filter(({ value }) => value === chosen);
  if (former.length > 0) {
    list.activeItems = former;
  }
  // People leave it to read a page about one of the answers.
  list.ignoreFocusOut = true;
  list.step = step.number;
  list.totalSteps = step.total;
  list.buttons = hasBack ? [QuickInputButtons.Back] : [];
  try {
    return await new Promise((resolve) => {
      list.onDidTriggerButton(() => resolve('back'));
      list.onDidTriggerItemButton(({ item, button }) => {
        const pressed = item.buttons?.find((each) => each === button);
        if (pressed !== undefined) {
          inBackground(log, pressed.run());
        }
      });
      list.onDidHide(() => resolve('closed'));
      list.onDidAccept(() => {
        const [picked] = list.selectedItems;
        if (picked !== undefined) {
          accept(picked.value);
          resolve('accepted');
        }
      });
      list.show();
    });
  } finally {
    list.dispose();
  }
}
