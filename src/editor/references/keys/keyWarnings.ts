import type * as vscode from 'vscode';
import { CodeActionKind, DiagnosticSeverity, Disposable, languages, Range, type TextDocument, workspace } from 'vscode';
import type { KeyInFile } from '../../../core/workflow/scan/keysInFile.ts';
import { CodeAction, Diagnostic } from '../../display/items.ts';
import { window } from '../../display/window.ts';
import { canBeEdited } from '../../documents/editable.ts';
import { type WorkflowDocuments, workflowLanguages } from '../../documents/workflowDocuments.ts';
import { commandId, idPrefix } from '../../ids/commandIds.ts';
import { diagnosticSource, type ProblemCode } from '../../lightbulb/codeActions.ts';
import { l10n } from '../../text/l10n.ts';
import type { KeyInFileRequest } from './saveKeyFromFile.ts';

const code: ProblemCode = 'api-key-in-file';

/**
 * Warns of the API keys in the workflows that are shown, and offers to save each one and remove it from the file. Neither
 * the warnings nor the offers hold a key.
 */
export function warnOfKeys(documents: WorkflowDocuments): Disposable {
  const warnings = languages.createDiagnosticCollection(`${idPrefix}.keys`);

  function draw(document: TextDocument): void {
    const analysis = documents.known(document);
    if (analysis && window.visibleTextEditors.some((editor) => editor.document === document)) {
      warnings.set(
        document.uri,
        analysis.keys.map((key) => warningOf(document, key)),
      );
    }
  }

  for (const { document } of window.visibleTextEditors) {
    draw(document);
  }
  return Disposable.from(
    warnings,
    documents.onDidAnalyse(draw),
    window.onDidChangeVisibleTextEditors((editors) => {
      for (const { document } of editors) {
        draw(document);
      }
    }),
    workspace.onDidCloseTextDocument(({ uri }) => warnings.delete(uri)),
    languages.registerCodeActionsProvider(
      workflowLanguages,
      {
        provideCodeActions: (document, _range, { diagnostics }) =>
          diagnostics
            .filter(() => canBeEdited(document.uri))
            .filter((each) => each.source === diagnosticSource && each.code === code)
            .map((diagnostic) => fixOf(document, diagnostic)),
      },
      { providedCodeActionKinds: [CodeActionKind.QuickFix] },
    ),
  );
}

function warningOf(document: TextDocument, { offset, length }: KeyInFile): Diagnostic {
  const range = new Range(document.positionAt(offset), document.positionAt(offset + length));
  const message = l10n.t(
    'This looks like an API key. Everybody who gets this file can use it. Workflow Assets needs no key in a workflow.',
  );
  const warning = new Diagnostic(range, message, DiagnosticSeverity.Warning);
  warning.source = diagnosticSource;
  warning.code = code;
  return warning;
}

function fixOf(document: TextDocument, diagnostic: vscode.Diagnostic): CodeAction {
  const title = l10n.t('Save Key and Remove It from the File');
  const action = new CodeAction(title, CodeActionKind.QuickFix);
  const offset = document.offsetAt(diagnostic.range.start);
  const request: KeyInFileRequest = { document: document.uri.toString(), offset };
  action.command = { command: commandId('saveKeyFromFile'), title, arguments: [request] };
  action.diagnostics = [diagnostic];
  action.isPreferred = true;
  return action;
}
