import { type Uri, workspace } from 'vscode';
import type { UploadRecord } from '../../core/history/record.ts';
import { planSwap } from '../../core/workflow/edit/swap.ts';
import type { MediaInput } from '../../core/workflow/mediaInput.ts';
import { findReferences } from '../../core/workflow/scan/findReferences.ts';
import { wantedReferences } from '../documents/findUsages.ts';
import { fittingReference } from '../documents/fittingReference.ts';
import { applyPlan } from '../swap/applySwap.ts';

/** An upload and the one that takes its place. */
export interface Renewal {
  readonly old: UploadRecord;
  readonly fresh: UploadRecord;
}

/**
 * Replaces references in one file as one undo step, each by the same form of its successor. The file is left unsaved.
 * @returns how many were replaced; `undefined` where the file cannot be edited
 */
export async function replaceReferences(uri: Uri, renewals: readonly Renewal[]): Promise<number | undefined> {
  const document = await workspace.openTextDocument(uri);
  const inputs = await findReferences(document.getText(), wantedReferences(renewals.map(({ old }) => old)));
  const replacements = inputs.flatMap((input) => {
    const newValue = successor(input, renewals);
    return newValue === undefined || newValue === input.value ? [] : [{ input, newValue }];
  });
  // Found again in the text as it is now: the person may have typed meanwhile.
  const plan = planSwap(document.getText(), replacements);
  if (plan.edits.length === 0) {
    return 0;
  }
  return (await applyPlan(document, plan)) ? replacements.length - plan.skipped.length : undefined;
}

function successor(input: MediaInput, renewals: readonly Renewal[]): string | undefined {
  for (const { old, fresh } of renewals) {
    const form = [old.reference, ...old.alternatives].find(({ value }) => value === input.value)?.form;
    if (form !== undefined) {
      const same = [fresh.reference, ...fresh.alternatives].find((reference) => reference.form === form);
      return (same ?? fittingReference(fresh, input.fits))?.value;
    }
  }
  return undefined;
}
