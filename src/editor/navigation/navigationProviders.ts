import { Disposable, type DocumentLinkProvider, languages, type TextDocument, workspace } from 'vscode';
import type { DocumentLink, DocumentSymbol } from '../display/items.ts';
import { window } from '../display/window.ts';
import { type WorkflowDocuments, workflowLanguages } from '../documents/workflowDocuments.ts';
import { inBackground } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { linksOf, resolveLink } from './documentLinks.ts';
import { Outlines } from './outlines.ts';
import { RenewedProvider } from './renewedProvider.ts';
import { type WorkflowOutline, workflowSymbols } from './workflowSymbols.ts';

/** The links in workflow documents, and their outline. */
export function provideNavigation(services: Services, documents: WorkflowDocuments): Disposable {
  const outlines = new Outlines(documents);
  const links = new RenewedProvider<DocumentLink>({
    answer: async (document) => {
      const analysis = documents.known(document);
      return analysis ? linksOf(document, analysis) : [];
    },
    signature: (items) =>
      items.map(({ range: { start }, tooltip }) => `${start.line} ${start.character} ${tooltip}`).join('\n'),
    register: (provideDocumentLinks) => {
      const provider: DocumentLinkProvider<DocumentLink> = {
        provideDocumentLinks,
        resolveDocumentLink: (link) => resolveLink(services, link),
      };
      return languages.registerDocumentLinkProvider(workflowLanguages, provider);
    },
  });
  const built = new WeakMap<WorkflowOutline, DocumentSymbol[]>();
  const symbols = new RenewedProvider<DocumentSymbol>({
    answer: async (document) => {
      const outline = await outlines.of(document);
      if (!outline) {
        return [];
      }
      const known = built.get(outline) ?? workflowSymbols(document, outline);
      built.set(outline, known);
      return known;
    },
    signature: textsOf,
    register: (provideDocumentSymbols) =>
      languages.registerDocumentSymbolProvider(workflowLanguages, { provideDocumentSymbols }),
  });
  function check(document: TextDocument): void {
    inBackground(services.log, Promise.all([links.check(document), symbols.check(document)]));
  }
  return Disposable.from(
    links,
    symbols,
    documents.onDidAnalyse(check),
    workspace.onDidGrantWorkspaceTrust(() => {
      for (const { document } of window.visibleTextEditors) {
        check(document);
      }
    }),
  );
}

/** Their places follow from the text, so that only what is read of them can have changed. */
function textsOf(symbols: readonly DocumentSymbol[]): string {
  return symbols.map(({ name, detail, children }) => `${name}\n${detail}\n${textsOf(children)}`).join('\n');
}
