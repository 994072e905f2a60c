import { l10n as translations } from 'vscode';
import type { ShownText } from './shown.ts';

/** VS Code's translations, which put nothing into a sentence but what may be shown. */
export const l10n = {
  /** @param message a literal: the exporter reads it from the source, and a variable could hold anything */
  t(message: string, ...parts: readonly (ShownText | number)[]): ShownText {
    return translations.t(message, ...parts) as ShownText;
  },
} as const;
