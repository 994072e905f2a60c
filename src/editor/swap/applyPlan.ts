import { Range, type TextDocument, WorkspaceEdit, workspace } from 'vscode';
import type { EditPlan } from '../../core/workflow/edit/textEdit.ts';

/**
 * Applies a plan made from this document's current text as one undo step. There must be no `await` between reading the
 * text and calling this: an edit computed from an older text would land in the wrong place.
 *
 * @returns false where VS Code refused, as it does for read-only documents
 */
export async function applyPlan(document: TextDocument, plan: EditPlan): Promise<boolean> {
  const edit = new WorkspaceEdit();
  for (const { offset, length, newText } of plan.edits) {
    edit.replace(document.uri, new Range(document.positionAt(offset), document.positionAt(offset + length)), newText);
  }
  return workspace.applyEdit(edit);
}
