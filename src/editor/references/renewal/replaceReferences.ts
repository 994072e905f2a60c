import { type Uri, workspace } from 'vscode';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import type { Reference } from '../../../core/providers/reference.ts';
import { replacementBy } from '../../../core/workflow/edit/replacementBy.ts';
import { planSwap } from '../../../core/workflow/edit/swap.ts';
import type { MediaInput } from '../../../core/workflow/mediaInput.ts';
import { findReferences } from '../../../core/workflow/scan/findReferences.ts';
import { fittingReference } from '../../documents/fittingReference.ts';
import { wantedReferences } from '../../documents/usages/referenceUsages.ts';
import { applyPlan } from '../../swap/applySwap.ts';

/** An upload and the one that replaces it. */
export interface RenewedUpload {
  readonly old: UploadRecord;
  readonly fresh: UploadRecord;
}

/**
 * Replaces references in one file as one undo step, each by the same form of the new upload. The file isn't saved.
 * @returns how many were replaced; `undefined` where the file can't be edited
 */
export async function replaceReferences(uri: Uri, uploads: readonly RenewedUpload[]): Promise<number | undefined> {
  const document = await workspace.openTextDocument(uri);
  const inputs = await findReferences(document.getText(), wantedReferences(uploads.map(({ old }) => old)));
  const replacements = inputs.flatMap((input) => {
    const reference = newReference(input, uploads);
    return reference === undefined || reference.value === input.value ? [] : [replacementBy(input, reference)];
  });
  // Planned on the text as it is now: the person may have typed meanwhile.
  const plan = planSwap(document.getText(), replacements);
  if (plan.edits.length === 0) {
    return 0;
  }
  return (await applyPlan(document, plan)) ? replacements.length - plan.skipped.length : undefined;
}

function newReference(input: MediaInput, uploads: readonly RenewedUpload[]): Reference | undefined {
  for (const { old, fresh } of uploads) {
    const form = [old.reference, ...old.alternatives].find(({ value }) => value === input.value)?.form;
    if (form !== undefined) {
      const same = [fresh.reference, ...fresh.alternatives].find((reference) => reference.form === form);
      return same ?? fittingReference(fresh, input.fits);
    }
  }
  return undefined;
}
