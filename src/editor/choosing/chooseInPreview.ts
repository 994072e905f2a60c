import { type ShownQuickPickItem, window } from '../display/window.ts';
import type { ShownText } from '../text/shown.ts';

/** How a preview is shown. */
export interface PreviewChoice<Item> {
  /** Lines that are selected at first. */
  readonly selected: readonly Item[];
  readonly placeholder: ShownText;
  /** Whether a line can be selected at all. VS Code can't show that, so its text has to say it. */
  canBeChosen(item: Item): boolean;
  /** Whether choosing one line takes the choice from another. */
  excludeEachOther?(one: Item, other: Item): boolean;
  /** What accepting these lines would do. */
  titleOf(chosen: readonly Item[]): ShownText;
}

/**
 * Shows what is about to happen, line by line, and lets the person choose.
 * @returns the lines accepted; `undefined` where the person closed the preview
 */
export function chooseInPreview<Item extends ShownQuickPickItem>(
  items: readonly Item[],
  { selected, placeholder, canBeChosen, excludeEachOther = () => false, titleOf }: PreviewChoice<Item>,
): Promise<readonly Item[] | undefined> {
  const pick = window.createQuickPick<Item>();
  pick.items = items;
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  // To decide, the person may have to look at the document or at a file.
  pick.ignoreFocusOut = true;
  pick.placeholder = placeholder;
  pick.selectedItems = selected;
  pick.title = titleOf(selected);
  return new Promise((resolve) => {
    let before = selected;
    pick.onDidChangeSelection((changed) => {
      const added = changed.filter((item) => !before.includes(item));
      const allowed = changed.filter(
        (item) => canBeChosen(item) && (added.includes(item) || !added.some((other) => excludeEachOther(item, other))),
      );
      before = allowed;
      if (allowed.length < changed.length) {
        pick.selectedItems = allowed;
      }
      pick.title = titleOf(allowed);
    });
    pick.onDidAccept(() => {
      resolve(pick.selectedItems.filter(canBeChosen));
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
