import type { ShownText } from '../text/shown.ts';

/** A button of a message and what it does. */
export interface MessageButton {
  readonly label: ShownText;
  run(): unknown;
}

/** Shows a message with these buttons, and waits for what the pressed one does. */
export async function showWithButtons(
  show: (message: ShownText, ...buttons: readonly ShownText[]) => Thenable<ShownText | undefined>,
  message: ShownText,
  buttons: readonly MessageButton[],
): Promise<void> {
  const pressed = await show(message, ...buttons.map(({ label }) => label));
  await buttons.find(({ label }) => label === pressed)?.run();
}
