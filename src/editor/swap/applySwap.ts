import { Range, type TextDocument, Uri, WorkspaceEdit, workspace } from 'vscode';
import { planSwap } from '../../core/workflow/edit/swap.ts';
import type { EditPlan, Replacement, Restoration, SkippedInput } from '../../core/workflow/edit/textEdit.ts';
import { window } from '../display/window.ts';
import type { Services } from '../services/services.ts';
import type { OriginalPaths } from './originalPaths.ts';

/** `moved`: local paths were replaced by others, as their files have moved. */
export type SwapCause = 'swapped' | 'renewed' | 'moved';

/** How replacements ended. */
export interface AppliedSwap {
  /** How many inputs were replaced. */
  readonly replaced: number;
  /** Inputs that were changed during the upload and left alone. */
  readonly skipped: readonly SkippedInput[];
  /** Documents that are gone or can't be edited. */
  readonly refused: readonly Uri[];
}

/** VS Code refuses an edit where the document was typed in after it was read; then it is read again. */
const attempts = 5;

/**
 * Replaces inputs in documents, all of them in one undo step. The inputs are found again in the documents' text as it is
 * now; a document that has been closed is opened again.
 *
 * @param replacements by URI of the document
 * @param cause what is kept to be restored depends on it: there is no point in going back to an expired reference, or to a
 *   path that leads nowhere any more
 */
export async function applySwap(
  services: Services,
  replacements: ReadonlyMap<string, readonly Replacement[]>,
  cause: SwapCause = 'swapped',
): Promise<AppliedSwap> {
  const refused: Uri[] = [];
  const documents: TextDocument[] = [];
  for (const [uri, ofDocument] of replacements) {
    if (ofDocument.length > 0) {
      const document = await reopened(Uri.parse(uri));
      if (document) {
        documents.push(document);
      } else {
        refused.push(Uri.parse(uri));
      }
    }
  }
  const together = await applyTogether(documents, replacements);
  // One document that can't be edited must not prevent the others from being edited.
  const outcomes =
    together || documents.length < 2
      ? [{ documents, plans: together }]
      : await Promise.all(
          documents.map(async (each) => ({ documents: [each], plans: await applyTogether([each], replacements) })),
        );
  let replaced = 0;
  const skipped: SkippedInput[] = [];
  for (const outcome of outcomes) {
    for (const [index, document] of outcome.documents.entries()) {
      const plan = outcome.plans?.[index];
      if (!plan) {
        refused.push(document.uri);
        continue;
      }
      replaced += plan.restorations.length;
      skipped.push(...plan.skipped);
      if (cause !== 'moved') {
        await keep(services.originalPaths, document.uri, { cause, restorations: plan.restorations });
      }
    }
  }
  if (replaced > 0 && cause === 'swapped') {
    services.milestones.reach('pathReplaced');
  }
  return { replaced, skipped, refused };
}

function keep(
  originalPaths: OriginalPaths,
  document: Uri,
  { cause, restorations }: { readonly cause: SwapCause; readonly restorations: readonly Restoration[] },
): Promise<void> {
  return cause === 'renewed'
    ? originalPaths.rememberRenewal(document, restorations)
    : originalPaths.remember(document, restorations);
}

/** @returns one plan per document as it was applied; `undefined` where VS Code refused */
async function applyTogether(
  documents: readonly TextDocument[],
  replacements: ReadonlyMap<string, readonly Replacement[]>,
): Promise<readonly EditPlan[] | undefined> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const edit = new WorkspaceEdit();
    const versions = documents.map(({ version }) => version);
    // No `await` between reading the texts and the edit: computed from an older text it would land in the wrong place.
    const plans = documents.map((document) => {
      const plan = planSwap(document.getText(), replacements.get(document.uri.toString()) ?? []);
      addEdits(edit, document, plan);
      return plan;
    });
    if (edit.size === 0 || (await workspace.applyEdit(edit))) {
      return plans;
    }
    if (documents.every((document, index) => document.version === versions[index])) {
      return undefined;
    }
  }
  return undefined;
}

async function reopened(uri: Uri): Promise<TextDocument | undefined> {
  // VS Code would make a new, empty document of that name.
  if (uri.scheme === 'untitled') {
    return workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  }
  try {
    return await workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}

/**
 * Applies a plan made from this document's current text as one undo step. There must be no `await` between reading the
 * text and calling this: an edit computed from an older text would change the wrong place.
 *
 * @returns false where VS Code refused, as it does for read-only documents
 */
export async function applyPlan(document: TextDocument, plan: EditPlan): Promise<boolean> {
  const edit = new WorkspaceEdit();
  addEdits(edit, document, plan);
  return workspace.applyEdit(edit);
}

function addEdits(edit: WorkspaceEdit, document: TextDocument, { edits }: EditPlan): void {
  for (const { offset, length, newText } of edits) {
    edit.replace(document.uri, new Range(document.positionAt(offset), document.positionAt(offset + length)), newText);
  }
}

/** Shows a document that was changed without being seen, so that its undo is at hand. */
export async function showChanged(uri: Uri): Promise<void> {
  if (!window.visibleTextEditors.some((editor) => editor.document.uri.toString() === uri.toString())) {
    await window.showTextDocument(uri, { preview: false });
  }
}
