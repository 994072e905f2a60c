import { Disposable, type TextDocument, type TextDocumentContentProvider, Uri, workspace } from 'vscode';
import { splitWorkflowName } from '../../../core/workflow/workflowNames.ts';
import { l10n } from '../../text/l10n.ts';
import { shown } from '../../text/shown.ts';

const scheme = 'workflow-assets-resolved';

/**
 * Workflows with references as documents of their own: named after their files, read-only, and never asking to be saved,
 * as an untitled document would. Each is kept only until it is closed.
 */
export class ResolvedDocuments implements TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  #registration: Disposable | undefined;
  #count = 0;

  /** @param name of the document that the text was made from */
  open(text: string, name: string): Thenable<TextDocument> {
    this.#registration ??= Disposable.from(
      workspace.registerTextDocumentContentProvider(scheme, this),
      workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
    );
    this.#count += 1;
    // The query tells documents of the same name apart; the editor's title is the path's last part.
    const uri = Uri.from({ scheme, path: `/${titleOf(name)}`, query: String(this.#count) });
    this.#texts.set(uri.toString(), text);
    return workspace.openTextDocument(uri);
  }

  provideTextDocumentContent(uri: Uri): string | undefined {
    return this.#texts.get(uri.toString());
  }

  dispose(): void {
    this.#texts.clear();
    this.#registration?.dispose();
  }
}

/** `portrait (with references).json`: the ending makes it JSON, whatever the original is called. */
function titleOf(name: string): string {
  const [stem, extension] = splitWorkflowName(name);
  return l10n.t('{0} (with references){1}', shown(stem), shown(extension || '.json'));
}
