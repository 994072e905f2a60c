import { type Command, type LanguageStatusItem, languages } from 'vscode';
import { workflowLanguages } from '../documents/workflowDocuments.ts';
import type { ShownText } from '../text/shown.ts';
import type { Shown } from './window.ts';

/** A line beside the language of the active editor, which shows nothing but text that is fit to be shown. */
export interface ShownLanguageStatusItem
  extends Omit<Shown<LanguageStatusItem, 'name' | 'text' | 'detail'>, 'command' | 'accessibilityInformation'> {
  command: (Omit<Command, 'title' | 'tooltip'> & { readonly title: ShownText }) | undefined;
  /** What a screen reader says instead of the text. */
  accessibilityInformation: { readonly label: ShownText } | undefined;
}

/**
 * An item for the active editor. VS Code shows it for every JSON document, so whoever makes it disposes of it while the active
 * one isn't a workflow.
 */
export function createLanguageStatusItem(id: string): ShownLanguageStatusItem {
  return languages.createLanguageStatusItem(id, workflowLanguages) as unknown as ShownLanguageStatusItem;
}
