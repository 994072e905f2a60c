import { type CodeActionContext, CodeActionKind, type Diagnostic, type Position } from 'vscode';
import { idPrefix } from '../ids/commandIds.ts';

/** Changes of a document that solve no problem: offered under "Rewrite". */
export const rewriteKind = CodeActionKind.RefactorRewrite.append(idPrefix);

/** What the Problems view shows as the origin of our diagnostics. */
export const diagnosticSource = 'Workflow Assets';

/** What is wrong with, or worth knowing about, one string of a workflow. The codes are public and stay. */
export type ProblemCode = 'local-path' | 'missing-file' | 'expiring-reference' | 'expired-reference';

/** Our own diagnostics at a position, of those VS Code asks about. */
export function ownDiagnostics(context: CodeActionContext, position: Position): Diagnostic[] {
  return context.diagnostics.filter(({ source, range }) => source === diagnosticSource && range.contains(position));
}

/** An action is a quick fix where it fixes something; whoever asks for rewrites only gets it as one all the same. */
export function kindOfAction(context: CodeActionContext, fixed: readonly Diagnostic[]): CodeActionKind {
  const asksForFixes = context.only === undefined || context.only.contains(CodeActionKind.QuickFix);
  return fixed.length > 0 && asksForFixes ? CodeActionKind.QuickFix : rewriteKind;
}
