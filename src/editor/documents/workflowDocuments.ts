import type { CancellationToken, Disposable, Event, TextDocument } from 'vscode';
import type { Analysis } from './analysis.ts';

export const workflowLanguages = [{ language: 'json' }, { language: 'jsonc' }];

/** What the open workflow documents mean: read once per version, shared by hints, hovers, diagnostics and commands. */
export interface WorkflowDocuments extends Disposable {
  /** The analysis of the document as it is now; made where there is none. @throws CancelledError */
  analyse(document: TextDocument, token?: CancellationToken): Promise<Analysis>;
  /**
   * The analysis of exactly this version if there is one; costs nothing. For the moments it takes to look everything up
   * again after an upload or a changed file, it is the one from before.
   */
  known(document: TextDocument): Analysis | undefined;
  /** The analysis of a visible document is new or has changed: typed in, uploaded, file saved or deleted. */
  readonly onDidAnalyse: Event<TextDocument>;
}
