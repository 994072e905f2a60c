import type { Log } from '../../../core/log.ts';
import { window } from '../../display/window.ts';
import { inBackground } from '../../promises.ts';
import { l10n } from '../../text/l10n.ts';
import type { ViewState } from './viewState.ts';

/** Pause after a key before the list follows, in milliseconds: a fast typist presses the next one within it. */
const minPause = 60;
const maxPause = 1_000;

export interface SearchOptions {
  readonly state: ViewState;
  readonly log: Log;
  /** How long the list took to load when it was last built, in milliseconds. */
  loadTime(): number;
}

/**
 * Filters the list by text while the person types. Enter keeps what was typed, and anything else that closes the box
 * restores what was there before.
 * @returns once the box is closed
 */
export async function searchUploads({ state, log, loadTime }: SearchOptions): Promise<void> {
  const before = state.options.filter.text;
  const box = window.createInputBox();
  box.title = l10n.t('Search Uploads');
  box.placeholder = l10n.t('File name, folder or reference');
  box.prompt = l10n.t('Enter keeps the filter, Escape restores the one before.');
  box.value = before;
  let timer: NodeJS.Timeout | undefined;
  const show = (text: string): void => {
    clearTimeout(timer);
    if (text.trim() !== state.options.filter.text) {
      inBackground(log, state.filter({ text: text.trim() }));
    }
  };
  await new Promise<void>((resolve) => {
    let isAccepted = false;
    box.onDidChangeValue((value) => {
      clearTimeout(timer);
      // A search of a long history must not queue up behind the one before.
      timer = setTimeout(() => show(value), Math.min(maxPause, Math.max(minPause, 2 * loadTime())));
    });
    box.onDidAccept(() => {
      isAccepted = true;
      box.hide();
    });
    box.onDidHide(() => {
      show(isAccepted ? box.value : before);
      box.dispose();
      resolve();
    });
    box.show();
  });
}
