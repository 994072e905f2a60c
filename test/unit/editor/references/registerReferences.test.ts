import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { HoverProvider } from 'vscode';
import { CancelledError } from '../../../../src/core/errors.ts';
import type { Countdown } from '../../../../src/editor/countdown.ts';
import type { WorkflowDocuments } from '../../../../src/editor/documents/workflowDocuments.ts';
import type { Lazy } from '../../../../src/lazy.ts';

const { languages } = await import('vscode');
const { Disposables } = await import('../../../../src/editor/disposables.ts');
const { registerReferences } = await import('../../../../src/editor/references/registerReferences.ts');

describe('A hover', () => {
  const { registerHoverProvider } = languages;
  let provider: HoverProvider | undefined;
  let loads: number;

  beforeEach(() => {
    loads = 0;
    Object.assign(languages, {
      registerHoverProvider: (_selector: unknown, registered: HoverProvider) => {
        provider = registered;
        return { dispose() {} };
      },
    });
  });
  afterEach(() => {
    Object.assign(languages, { registerHoverProvider });
  });

  function hoverIn(documents: Partial<WorkflowDocuments>): unknown {
    const lazy = {
      activation: { disposables: new Disposables(), log: {}, settings: {} },
      language: async () => {
        loads += 1;
        return {};
      },
    } as unknown as Lazy;
    const onDidAnalyse = () => ({ dispose() {} });
    registerReferences(lazy, { onDidAnalyse, ...documents } as WorkflowDocuments, {} as Countdown);
    const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) };
    return provider?.provideHover({} as never, {} as never, token as never);
  }

  it('loads and reads nothing where the document is no workflow', async () => {
    assert.equal(await hoverIn({ isWorkflow: async () => false }), undefined);
    assert.equal(loads, 0);
  });

  it('that is cancelled shows nothing, and is no error', async () => {
    const analyse = () => Promise.reject(new CancelledError());
    assert.equal(await hoverIn({ isWorkflow: async () => true, known: () => undefined, analyse }), undefined);
  });
});
