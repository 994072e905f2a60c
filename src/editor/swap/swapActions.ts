import {
  type CodeActionContext,
  type CodeActionKind,
  CodeActionTriggerKind,
  type Range,
  type TextDocument,
} from 'vscode';
import { CodeAction } from '../display/items.ts';
import type { Analysis } from '../documents/analysis.ts';
import { canBeEdited } from '../documents/editable.ts';
import { hasFileBetween } from '../documents/inputAt.ts';
import { type CommandName, commandId } from '../ids/commandIds.ts';
import { rewriteKind } from '../lightbulb/rewriteKind.ts';
import { l10n } from '../text/l10n.ts';
import type { ShownText } from '../text/shown.ts';

interface SwapActionsRequest {
  readonly range: Range;
  readonly context: CodeActionContext;
  /** `undefined` where the document has been recognised, but not analysed yet. */
  readonly analysis: Analysis | undefined;
  /** The kind that `editor.codeActionsOnSave` names. */
  readonly swapAllKind: CodeActionKind;
}

/** The action that uploads all files of a workflow. Called on every cursor move, so it reads at most one line. */
export function swapActions(
  document: TextDocument,
  { range, context, analysis, swapAllKind }: SwapActionsRequest,
): CodeAction[] {
  const { only, triggerKind } = context;
  if (!canBeEdited(document.uri)) {
    const isWanted = analysis && (!only || only.contains(rewriteKind)) && isAtLocalFile(document, range, analysis);
    const title = l10n.t('Copy workflow with references...');
    return isWanted ? [action(title, rewriteKind, { command: 'copyResolvedWorkflow', argument: document.uri })] : [];
  }
  const isAutomatic = triggerKind === CodeActionTriggerKind.Automatic;
  if (only?.contains(swapAllKind)) {
    // In a document that isn't analysed yet there may be files; the command finds out.
    if (analysis?.fileCount === 0) {
      return [];
    }
    const title = l10n.t('Upload all local files and replace...');
    // VS Code requests source actions by itself only when it saves, and waits for their commands.
    return isAutomatic
      ? [action(title, swapAllKind, { command: 'swapOnSave', argument: document.uri.toString() })]
      : [action(title, swapAllKind, { command: 'swapReferences', argument: document.uri })];
  }
  if (!analysis || (only && !only.contains(rewriteKind))) {
    return [];
  }
  const files = analysis.fileCount;
  // For a single file the action on its own string does the same, without a preview.
  if (files < 2 || (isAutomatic && !isAtLocalFile(document, range, analysis))) {
    return [];
  }
  const title = l10n.t('Upload all {0} local files and replace...', files);
  return [action(title, rewriteKind, { command: 'swapReferences', argument: document.uri })];
}

function isAtLocalFile(document: TextDocument, range: Range, analysis: Analysis): boolean {
  const line = document.lineAt(range.start.line).range;
  return hasFileBetween(analysis, document.offsetAt(line.start), document.offsetAt(line.end));
}

function action(
  title: ShownText,
  kind: CodeActionKind,
  { command, argument }: { readonly command: CommandName; readonly argument: unknown },
): CodeAction {
  const result = new CodeAction(title, kind);
  result.command = { command: commandId(command), title, arguments: [argument] };
  return result;
}
