import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { Uri as DocumentUri, TextDocument } from 'vscode';
import { Disposable, Uri, workspace } from '../vscodeModule.ts';

const { shown } = await import('../../../../src/editor/text/shown.ts');
const { ReadOnlyDocuments, originOf } = await import('../../../../src/editor/documents/readOnlyDocuments.ts');

const origin = Uri.file('/work space/ü & 1.png') as unknown as DocumentUri;

describe('A document that is only looked at', () => {
  let documents: InstanceType<typeof ReadOnlyDocuments>;
  let close: (document: Pick<TextDocument, 'uri'>) => void;
  let registered: number;
  let restore: () => void;

  beforeEach(() => {
    registered = 0;
    const { openTextDocument, registerTextDocumentContentProvider, onDidCloseTextDocument } =
      workspace as unknown as Record<string, unknown>;
    restore = () =>
      Object.assign(workspace, { openTextDocument, registerTextDocumentContentProvider, onDidCloseTextDocument });
    Object.assign(Uri, {
      from: ({ scheme, path, query }: Record<string, string>) =>
        Uri.parse(`${scheme}:${path}?${encodeURIComponent(query ?? '')}`),
    });
    Object.assign(Disposable, {
      from: (...all: readonly Disposable[]) => new Disposable(() => all.map((each) => each.dispose())),
    });
    Object.assign(workspace, {
      registerTextDocumentContentProvider: () => {
        registered += 1;
        return new Disposable(() => {
          registered -= 1;
        });
      },
      onDidCloseTextDocument: (listener: typeof close) => {
        close = listener;
        return new Disposable(() => undefined);
      },
      openTextDocument: async (uri: DocumentUri) => ({ uri }),
    });
    documents = new ReadOnlyDocuments();
  });
  afterEach(() => {
    documents.dispose();
    restore();
  });

  it('is called as it is asked to be, and knows the file it was made from', async () => {
    const { uri } = await documents.open('{}', { title: shown('a b.workflow.json'), origin });
    assert.equal(uri.path, '/a b.workflow.json');
    assert.equal(originOf(uri).toString(), origin.toString());
    const again = await documents.open('{}', { title: shown('copy.json'), origin: uri });
    assert.equal(originOf(again.uri).toString(), origin.toString());
    assert.equal(originOf(origin), origin);
    assert.equal(registered, 1);
  });

  it('keeps the texts of documents with the same name apart', async () => {
    const first = await documents.open('first', { title: shown('a.json'), origin });
    const second = await documents.open('second', { title: shown('a.json'), origin });
    assert.equal(documents.provideTextDocumentContent(first.uri), 'first');
    assert.equal(documents.provideTextDocumentContent(second.uri), 'second');
  });

  it('is kept only until it is closed', async () => {
    const first = await documents.open('first', { title: shown('a.json'), origin });
    const second = await documents.open('second', { title: shown('b.json'), origin });
    close(first);
    assert.equal(documents.provideTextDocumentContent(first.uri), undefined);
    assert.equal(documents.provideTextDocumentContent(second.uri), 'second');
    documents.dispose();
    assert.equal(documents.provideTextDocumentContent(second.uri), undefined);
    assert.equal(registered, 0);
  });
});
