import { Disposable, type TextDocument, type TextDocumentContentProvider, Uri, workspace } from 'vscode';
import type { ShownText } from '../text/shown.ts';

const scheme = 'workflow-assets-read-only';

interface ReadOnlyOptions {
  /** What its tab is called; its extension sets the language. */
  readonly title: ShownText;
  /** The file it was made from: paths in it are looked up as they are there. */
  readonly origin: Uri;
}

/**
 * Documents that are made to be looked at, such as workflows with references: read-only, and never asking to be saved, as an
 * untitled document would. Each is kept only until it is closed.
 */
export class ReadOnlyDocuments implements TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  #registration: Disposable | undefined;
  #count = 0;

  open(text: string, { title, origin }: ReadOnlyOptions): Thenable<TextDocument> {
    this.#registration ??= Disposable.from(
      workspace.registerTextDocumentContentProvider(scheme, this),
      workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
    );
    this.#count += 1;
    // The number tells documents of the same name apart; the editor's title is the path's last part.
    const query = `${this.#count} ${originOf(origin).toString()}`;
    const uri = Uri.from({ scheme, path: `/${title}`, query });
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

/** The file that a read-only document was made from; any other document's own URI. */
export function originOf(document: Uri): Uri {
  return document.scheme === scheme ? Uri.parse(document.query.slice(document.query.indexOf(' ') + 1)) : document;
}
