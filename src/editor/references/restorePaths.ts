import { l10n, type TextDocument, Uri, window } from 'vscode';
import { originalOf } from '../../core/workflow/edit/restorations.ts';
import { planRestore, planSwap } from '../../core/workflow/edit/swap.ts';
import type { EditPlan, Replacement, Restoration } from '../../core/workflow/edit/textEdit.ts';
import { resolvePath } from '../../core/workflow/paths/resolvePath.ts';
import { writtenPath } from '../../core/workflow/paths/writtenPath.ts';
import type { AnalysedInput } from '../documents/analysis.ts';
import { documentOf, subjectOf } from '../documents/commandDocument.ts';
import { pathContextOf } from '../documents/documentPaths.ts';
import type { InputRequest } from '../documents/inputAt.ts';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import type { Services } from '../services.ts';
import { applyPlan } from '../swap/applySwap.ts';
import { nameOf } from '../text/names.ts';

/** "Restore Local Paths": every reference that came from a local file becomes the path it came from, in one undo step. */
export async function restoreLocalPaths(
  services: Services,
  documents: WorkflowDocuments,
  argument: unknown,
): Promise<void> {
  const document = await documentOf(argument);
  if (!document) {
    return;
  }
  const known = await services.originalPaths.restorationsFor(document.uri);
  const { inputs } = await documents.analyse(document);
  const plan = planRestoration(services, document, await notYetPaths(services, document, inputs, known), known, known);
  const restored = plan.restorations.length;
  if (restored === 0) {
    void window.showInformationMessage(
      l10n.t('{0} has no references that were made from files on this machine.', nameOf(document.uri)),
    );
  } else if (await applyPlan(document, plan)) {
    const message =
      restored === 1 ? l10n.t('1 local path was restored.') : l10n.t('{0} local paths were restored.', restored);
    void window.showInformationMessage(message);
  } else {
    void window.showWarningMessage(l10n.t('{0} cannot be edited.', nameOf(document.uri)));
  }
}

/**
 * Leaves out names that lead to the very file already: a ComfyUI server may call a file what the document called it all
 * along, and then nothing was replaced that could be put back.
 */
async function notYetPaths(
  services: Services,
  document: TextDocument,
  inputs: readonly AnalysedInput[],
  known: readonly Restoration[],
): Promise<readonly AnalysedInput[]> {
  const context = pathContextOf(document.uri, services.settings);
  const left: AnalysedInput[] = [];
  for (const analysed of inputs) {
    const { input, target } = analysed;
    const file = target.type === 'reference' ? Uri.parse(target.record.fileUri) : undefined;
    if (input.state === 'local' && file?.scheme === 'file' && !originalOf(input, known)) {
      const named = await resolvePath(input.value, context);
      const source = named && (await resolvePath(file.fsPath, context));
      if (named && named.realPath === source?.realPath) {
        continue;
      }
    }
    left.push(analysed);
  }
  return left;
}

/** The same for one string. */
export async function restoreLocalPath(
  services: Services,
  documents: WorkflowDocuments,
  argument: unknown,
): Promise<void> {
  const { document, found } = await subjectOf(documents, argument as InputRequest);
  const known = await services.originalPaths.restorationsFor(document.uri);
  const plan = planRestoration(services, document, found ? [found] : [], known, []);
  if (plan.edits.length === 0) {
    void window.showWarningMessage(l10n.t('This string changed meanwhile. It was left alone.'));
  } else if (!(await applyPlan(document, plan))) {
    void window.showWarningMessage(l10n.t('{0} cannot be edited.', nameOf(document.uri)));
  }
}

/**
 * Plans on the current text. What the document itself once said comes first; for references that came into it by other
 * ways, the path of the file as the document would write it.
 *
 * @param also restorations to try even where no input is known
 */
function planRestoration(
  services: Services,
  document: TextDocument,
  inputs: readonly AnalysedInput[],
  known: readonly Restoration[],
  also: readonly Restoration[],
): EditPlan {
  const originals: Restoration[] = [];
  const others: Replacement[] = [];
  const { documentFolder } = pathContextOf(document.uri, services.settings);
  for (const { input, target } of inputs) {
    const original = originalOf(input, known);
    if (original) {
      originals.push(original);
    } else if (target.type === 'reference') {
      const file = Uri.parse(target.record.fileUri);
      others.push({ input, newValue: file.scheme === 'file' ? writtenPath(file.fsPath, documentFolder) : file.path });
    }
  }
  const text = document.getText();
  const remembered = planRestore(text, [...originals, ...also]);
  const derived = planSwap(text, others);
  const taken = new Set(remembered.edits.map((edit) => edit.offset));
  return {
    edits: [...remembered.edits, ...derived.edits.filter((edit) => !taken.has(edit.offset))].sort(
      (a, b) => a.offset - b.offset,
    ),
    skipped: derived.skipped,
    restorations: [...remembered.restorations, ...derived.restorations],
  };
}
