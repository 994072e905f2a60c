import type { Disposable, Event, TextDocument } from 'vscode';
import type { Analysis } from './analysis.ts';

/** VS Code's language for one document per line, as requests are collected for a batch. */
const jsonLines = 'jsonl';

/** Documents that can be workflows. */
export const workflowLanguages = [{ language: 'json' }, { language: 'jsonc' }, { language: jsonLines }] as const;

/** Whether a document is in a language of workflows, wherever it is. */
export function isInWorkflowLanguage({ languageId }: TextDocument): boolean {
  return workflowLanguages.some(({ language }) => language === languageId);
}

export function isJsonLinesDocument({ languageId }: TextDocument): boolean {
  return languageId === jsonLines;
}

/** A longer document is analysed only for a command, not because it was opened. In UTF-16 units. */
export const maxUnasked = 16_000_000;

/** In UTF-16 units; without joining the lines to a text. */
export function lengthOf(document: TextDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}

/**
 * The open workflow documents and what they mean: read once per version, shared by hints, hovers, diagnostics and commands.
 * JSON that isn't recognised as a workflow stays asleep: nothing is loaded or watched for it until a command is about it.
 */
export interface WorkflowDocuments extends Disposable {
  /**
   * Whether a document is recognised as a workflow, or was read for a command. Loads nothing. The answer about a document
   * that is being typed in may be from before: it is checked again when typing pauses.
   */
  isWorkflow(document: TextDocument): Promise<boolean>;
  /** The analysis of the document as it is now; the document counts as a workflow from then on. @throws CancelledError */
  analyse(document: TextDocument, signal?: AbortSignal): Promise<Analysis>;
  /**
   * The analysis of exactly this version if there is one; costs nothing. While everything is looked up again after an
   * upload or a change of a file, it is the previous one.
   */
  known(document: TextDocument): Analysis | undefined;
  /** The analysis of a document is new or has changed: it was typed in, a file was uploaded, saved or deleted. */
  readonly onDidAnalyse: Event<TextDocument>;
}
