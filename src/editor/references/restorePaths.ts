import { type TextDocument, Uri } from 'vscode';
import { Originals } from '../../core/workflow/edit/originals.ts';
import { planRestore, planSwap } from '../../core/workflow/edit/swap.ts';
import type { EditPlan, Replacement, Restoration } from '../../core/workflow/edit/textEdit.ts';
import { couldBeFile } from '../../core/workflow/mediaInput.ts';
import { type PathContext, resolvePath } from '../../core/workflow/paths/resolvePath.ts';
import { announce } from '../display/announce.ts';
import { window } from '../display/window.ts';
import type { AnalysedInput } from '../documents/analysis.ts';
import { analysedFor, documentOf, subjectOf } from '../documents/commandDocument.ts';
import { pathContextOf, pathInDocument } from '../documents/documentPaths.ts';
import { warnIfReadOnly } from '../documents/editable.ts';
import type { InputRequest } from '../documents/inputAt.ts';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import type { Services } from '../services/services.ts';
import { applyPlan } from '../swap/applySwap.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { shown } from '../text/shown.ts';

/** "Restore Local Paths": every reference made from a local file becomes the path it replaced, in one undo step. */
export async function restoreLocalPaths(
  services: Services,
  documents: WorkflowDocuments,
  argument: unknown,
): Promise<void> {
  const document = await documentOf(services.log, argument);
  if (!document || warnIfReadOnly(document.uri)) {
    return;
  }
  const known = await services.originalPaths.restorationsFor(document.uri);
  const { inputs } = await analysedFor(documents, document);
  const context = await pathContextOf(document.uri, services);
  const originals = new Originals(known);
  const left = await withoutNamesOfTheirFile(inputs, originals, context);
  const plan = planRestoration(document, { inputs: left, originals, also: known, context });
  const restored = plan.restorations.length;
  if (restored === 0) {
    void window.showInformationMessage(
      l10n.t('{0} has no references that were made from files on this machine.', shown(nameOf(document.uri))),
    );
  } else if (await applyPlan(document, plan)) {
    const message =
      restored === 1 ? l10n.t('1 local path was restored.') : l10n.t('{0} local paths were restored.', restored);
    void window.showInformationMessage(message);
  } else {
    void window.showWarningMessage(l10n.t("{0} can't be edited.", shown(nameOf(document.uri))));
  }
}

/**
 * The inputs except those whose names lead to the file they were made from: a ComfyUI server may have given the file the
 * name that was in the document, and then nothing was replaced that could be put back.
 */
async function withoutNamesOfTheirFile(
  inputs: readonly AnalysedInput[],
  originals: Originals,
  context: PathContext,
): Promise<readonly AnalysedInput[]> {
  const left: AnalysedInput[] = [];
  for (const analysed of inputs) {
    const { input, target } = analysed;
    const file = target.type === 'reference' ? Uri.parse(target.record.fileUri) : undefined;
    if (couldBeFile(input) && file?.scheme === 'file' && !originals.of(input)) {
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
  const originals = new Originals(await services.originalPaths.restorationsFor(document.uri));
  const context = await pathContextOf(document.uri, services);
  const plan = planRestoration(document, { inputs: found ? [found] : [], originals, also: [], context });
  if (plan.edits.length === 0) {
    void window.showWarningMessage(l10n.t('This string has been changed, so it was left alone.'));
  } else if (await applyPlan(document, plan)) {
    announce(l10n.t('Restored the local path.'));
  } else {
    void window.showWarningMessage(l10n.t("{0} can't be edited.", shown(nameOf(document.uri))));
  }
}

interface RestorationOptions {
  readonly inputs: readonly AnalysedInput[];
  /** What references replaced in this document. */
  readonly originals: Originals;
  /** Restorations to try even where there is no such input. */
  readonly also: readonly Restoration[];
  /** Of the document. */
  readonly context: PathContext;
}

/**
 * Plans on the current text. A reference becomes what it replaced; one that came into the document in another way becomes
 * the path of its file as the document would write it.
 */
function planRestoration(document: TextDocument, { inputs, originals, also, context }: RestorationOptions): EditPlan {
  const remembered: Restoration[] = [];
  const others: Replacement[] = [];
  for (const { input, target } of inputs) {
    const original = originals.of(input);
    if (original) {
      remembered.push(original);
    } else if (target.type === 'reference') {
      others.push({ input, newValue: pathInDocument(Uri.parse(target.record.fileUri), context) });
    }
  }
  const text = document.getText();
  const restored = planRestore(text, [...remembered, ...also]);
  const derived = planSwap(text, others);
  const taken = new Set(restored.edits.map((edit) => edit.offset));
  return {
    edits: [...restored.edits, ...derived.edits.filter((edit) => !taken.has(edit.offset))].sort(
      (a, b) => a.offset - b.offset,
    ),
    skipped: derived.skipped,
    restorations: [...restored.restorations, ...derived.restorations],
  };
}
