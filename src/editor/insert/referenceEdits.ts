import type { TextDocument } from 'vscode';
import type { UploadRecord } from '../../core/history/record.ts';
import { planSwap } from '../../core/workflow/edit/swap.ts';
import type { TextEdit } from '../../core/workflow/edit/textEdit.ts';
import { stringAt } from '../../core/workflow/json/stringAt.ts';
import { scanWorkflowInSlices } from '../../core/workflow/scan/scanWorkflow.ts';
import { fittingReference } from '../documents/fittingReference.ts';

const jsonLanguages = new Set(['json', 'jsonc']);

/**
 * Edits that put references into a document. In JSON a string at the offset is replaced (with all strings that have to
 * change with it, where it is an input of the workflow), and elsewhere strings are inserted; in other languages plain text,
 * one reference per line. The edits belong to the document as it is when they are returned.
 *
 * @param offset in UTF-16 units from the start
 */
export async function referenceEdits(
  document: TextDocument,
  offset: number,
  records: readonly UploadRecord[],
): Promise<readonly TextEdit[]> {
  const values = records.map(({ reference }) => reference.value);
  if (!jsonLanguages.has(document.languageId)) {
    return [{ offset, length: 0, newText: values.join('\n') }];
  }
  const { inputs } = await scanWorkflowInSlices(document.getText());
  const text = document.getText();
  const string = stringAt(text, offset);
  const [record] = records;
  // The place right behind the closing quote is outside of the string.
  const isInside = string && string.offset < offset && offset < string.offset + string.length;
  if (!isInside || !record || records.length > 1) {
    return [{ offset, length: 0, newText: values.map((value) => JSON.stringify(value)).join(',\n') }];
  }
  const input = inputs.find((each) => each.offset === string.offset && each.value === string.value);
  const reference = (input && fittingReference(record, input.fits)) ?? record.reference;
  const plan = input && planSwap(text, [{ input, newValue: reference.value }]);
  return plan && plan.edits.length > 0
    ? plan.edits
    : [{ offset: string.offset, length: string.length, newText: JSON.stringify(reference.value) }];
}
