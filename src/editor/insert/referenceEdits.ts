import type { TextDocument } from 'vscode';
import type { UploadRecord } from '../../core/history/records/record.ts';
import { planSwap } from '../../core/workflow/edit/swap.ts';
import type { TextEdit } from '../../core/workflow/edit/textEdit.ts';
import { stringAt } from '../../core/workflow/json/stringAt.ts';
import type { StringToken } from '../../core/workflow/mediaInput.ts';
import { scanWorkflowInSlices } from '../../core/workflow/scan/scanWorkflow.ts';
import { fittingReference } from '../documents/fittingReference.ts';

const jsonLanguages: ReadonlySet<string> = new Set(['json', 'jsonc']);

/**
 * Edits that put references into a document, in place of what is selected. In JSON, a string in which the selection lies
 * is replaced as a whole (with all strings that have to change with it, where it is an input of the workflow), and
 * anywhere else strings are written; in other languages it is plain text, one reference per line. The edits belong to the
 * document as it is when they are returned.
 *
 * @param selection in UTF-16 units from the start; its length is 0 for a cursor or a drop
 */
export async function referenceEdits(
  document: TextDocument,
  selection: Pick<TextEdit, 'offset' | 'length'>,
  records: readonly UploadRecord[],
): Promise<readonly TextEdit[]> {
  const { offset, length } = selection;
  const values = records.map(({ reference }) => reference.value);
  if (!jsonLanguages.has(document.languageId)) {
    return [{ offset, length, newText: values.join('\n') }];
  }
  const { inputs } = await scanWorkflowInSlices(document.getText());
  const text = document.getText();
  const strings = values.map((value) => JSON.stringify(value)).join(',\n');
  const string = stringAround(text, selection);
  if (!string) {
    return [{ offset, length, newText: strings }];
  }
  const [record] = records;
  if (!record || records.length > 1) {
    return [{ offset: string.offset, length: string.length, newText: strings }];
  }
  const input = inputs.find((each) => each.offset === string.offset && each.value === string.value);
  const reference = (input && fittingReference(record, input.fits)) ?? record.reference;
  const plan = input && planSwap(text, [{ input, newValue: reference.value }]);
  return plan && plan.edits.length > 0
    ? plan.edits
    : [{ offset: string.offset, length: string.length, newText: JSON.stringify(reference.value) }];
}

/** The string value that a selection lies in. A cursor right before or behind the quotes is outside. */
function stringAround(text: string, { offset, length }: Pick<TextEdit, 'offset' | 'length'>): StringToken | undefined {
  const string = stringAt(text, offset);
  const margin = length === 0 ? 1 : 0;
  const isInside =
    string && string.offset + margin <= offset && offset + length <= string.offset + string.length - margin;
  return isInside ? string : undefined;
}
