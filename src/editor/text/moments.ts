import { env } from 'vscode';
import { type ShownText, shown } from './shown.ts';

/**
 * Writes dates and times as people do in VS Code's language, e.g. `Jul 3, 2026, 2:05 PM`. Make one for each pass over a
 * document or list: making the formatter takes longer than using it for a hundred moments.
 */
export class Moments {
  #format: Intl.DateTimeFormat | undefined;

  /** @param moment milliseconds since the epoch */
  text(moment: number): ShownText {
    this.#format ??= new Intl.DateTimeFormat(env.language, { dateStyle: 'medium', timeStyle: 'short' });
    return shown(this.#format.format(moment));
  }
}
