import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { Uri as DocumentUri, TextDocument } from 'vscode';
import { Disposable, Uri, workspace } from '../vscodeModule.ts';

const { ResolvedDocuments } = await import('../../../../src/editor/swap/resolved/resolvedDocuments.ts');

describe('A workflow opened with references', () => {
  let documents: InstanceType<typeof ResolvedDocuments>;
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
      from: ({ scheme, path, query }: Record<string, string>) => Uri.parse(`${scheme}:${path}?${query}`),
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
    documents = new ResolvedDocuments();
  });
  afterEach(() => {
    documents.dispose();
    restore();
  });

  it('is named after its file, and always JSON', async () => {
    for (const [name, title] of [
      ['portrait.json', '/portrait (with references).json'],
      ['notes.JSONC', '/notes (with references).JSONC'],
      ['batch.jsonl', '/batch (with references).jsonl'],
      ['Untitled-1', '/Untitled-1 (with references).json'],
      ['a.b.json', '/a.b (with references).json'],
    ] as const) {
      assert.equal((await documents.open('{}', name)).uri.path, title);
    }
    assert.equal(registered, 1);
  });

  it('keeps the texts of documents with the same name apart', async () => {
    const first = await documents.open('first', 'a.json');
    const second = await documents.open('second', 'a.json');
    assert.equal(documents.provideTextDocumentContent(first.uri), 'first');
    assert.equal(documents.provideTextDocumentContent(second.uri), 'second');
  });

  it('is kept only until it is closed', async () => {
    const first = await documents.open('first', 'a.json');
    const second = await documents.open('second', 'b.json');
    close(first);
    assert.equal(documents.provideTextDocumentContent(first.uri), undefined);
    assert.equal(documents.provideTextDocumentContent(second.uri), 'second');
    documents.dispose();
    assert.equal(documents.provideTextDocumentContent(second.uri), undefined);
    assert.equal(registered, 0);
  });
});
