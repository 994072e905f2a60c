import { type CodeActionContext, CodeActionKind, type Diagnostic, DiagnosticSeverity, type Position } from 'vscode';
import { CodeAction } from '../display/items.ts';
import { type CommandName, commandId } from '../ids/commandIds.ts';
import type { ShownText } from '../text/shown.ts';
import { rewriteKind } from './rewriteKind.ts';

/** The source of our diagnostics, as the Problems view shows it. */
export const diagnosticSource = 'Workflow Assets';

/** What is wrong with, or worth knowing about, one string of a workflow. The codes are public and stay. */
export type ProblemCode =
  | 'local-path'
  | 'missing-file'
  | 'expiring-reference'
  | 'expired-reference'
  | 'unknown-reference'
  | 'api-key-in-file';

/** An entry of the lightbulb that runs one of our commands. */
export interface Offer {
  readonly title: ShownText;
  readonly command: CommandName;
  readonly argument: unknown;
  readonly isPreferred?: boolean;
  /** Why it can't be chosen: VS Code shows this where the person asks for such an action. */
  readonly disabledReason?: ShownText;
}

/**
 * Makes code actions of offers. They are quick fixes where they fix one of our own diagnostics at the position, unless VS
 * Code asks for rewrites only.
 */
export function codeActionsFor(offers: readonly Offer[], context: CodeActionContext, position: Position): CodeAction[] {
  const diagnostics = ownDiagnostics(context, position);
  const asksForFixes = context.only === undefined || context.only.contains(CodeActionKind.QuickFix);
  const kind = diagnostics.length > 0 && asksForFixes ? CodeActionKind.QuickFix : rewriteKind;
  return offers.map(({ title, command, argument, isPreferred = false, disabledReason }) => {
    const action = new CodeAction(title, kind);
    action.diagnostics = diagnostics;
    if (disabledReason === undefined) {
      action.command = { command: commandId(command), title, arguments: [argument] };
      action.isPreferred = isPreferred;
    } else {
      action.disabled = { reason: disabledReason };
    }
    return action;
  });
}

/** Whether one of our own diagnostics is at the position that the Problems view lists: it lists no hints. */
export function hasOwnProblem(context: CodeActionContext, position: Position): boolean {
  return ownDiagnostics(context, position).some(({ severity }) => severity !== DiagnosticSeverity.Hint);
}

function ownDiagnostics(context: CodeActionContext, position: Position): Diagnostic[] {
  return context.diagnostics.filter(({ source, range }) => source === diagnosticSource && range.contains(position));
}
