import type { TextDocument } from 'vscode';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { ReferenceForm } from '../../core/providers/providerId.ts';
import { providerById } from '../../core/providers/registry.ts';
import { referenceToken, replacementBy } from '../../core/workflow/edit/replacementBy.ts';
import { planSwap } from '../../core/workflow/edit/swap.ts';
import type { TextEdit } from '../../core/workflow/edit/textEdit.ts';
import { isWrittenAsObject } from '../../core/workflow/edit/writtenToken.ts';
import { type InsertPlace, insertPlaceAt } from '../../core/workflow/json/insertPlace.ts';
import type { MediaInput } from '../../core/workflow/mediaInput.ts';
import { fitsOfNewString } from '../../core/workflow/scan/fitsOfNewString.ts';
import { scanWorkflowInSlices } from '../../core/workflow/scan/scanWorkflow.ts';
import { isApiFormatOnly } from '../documents/apiFormatOnly.ts';
import { fittingReference } from '../documents/fittingReference.ts';
import { isInWorkflowLanguage } from '../documents/workflowDocuments.ts';

/**
 * Why references can't be inserted. `noPlace`: no value can stand there, as in a comment or a property name. `onlyOne`:
 * there is room for a single value, as behind a colon. `needsApiFormat`: the provider takes the workflow only in another
 * format, so that the reference would mean nothing there. `unfit`: the place takes other providers' references; an asset's
 * id would be taken for one of those.
 */
export type InsertRefusal = 'noPlace' | 'onlyOne' | 'needsApiFormat' | 'unfit';

/** Edits of the document as it is when they are returned, or why there are none. */
export type ReferenceEdits = { readonly edits: readonly TextEdit[] } | { readonly refusal: InsertRefusal };

/**
 * Edits that put references into a document, in place of what is selected. In JSON, a string in which the selection lies
 * is replaced as a whole (with all strings that have to change with it, where it is an input of the workflow), and strings
 * are written where a value can stand; in other languages it is plain text, one reference per line.
 *
 * @param selection in UTF-16 units from the start; its length is 0 for a cursor or a drop
 */
export async function referenceEdits(
  document: TextDocument,
  selection: Pick<TextEdit, 'offset' | 'length'>,
  records: readonly UploadRecord[],
): Promise<ReferenceEdits> {
  const { offset, length } = selection;
  if (!isInWorkflowLanguage(document)) {
    return { edits: [{ offset, length, newText: records.map(({ reference }) => reference.value).join('\n') }] };
  }
  for (;;) {
    const text = document.getText();
    const found = await editsOf(text, selection, records);
    if (document.getText() === text) {
      return found;
    }
  }
}

/** The same for a text of JSON. */
async function editsOf(
  text: string,
  { offset, length }: Pick<TextEdit, 'offset' | 'length'>,
  records: readonly UploadRecord[],
): Promise<ReferenceEdits> {
  const { inputs, dialect } = await scanWorkflowInSlices(text);
  const place = placeFor(text, offset, offset + length);
  if (!place?.isForValue) {
    return { refusal: 'noPlace' };
  }
  const [record] = records;
  if (!record || (records.length > 1 && place.separator === undefined)) {
    return { refusal: 'onlyOne' };
  }
  const input = inputs.find((each) => each.offset === place.offset && each.length === place.length);
  if (input && dialect === 'comfyUi' && records.some(({ provider }) => isApiFormatOnly(providerById(provider)))) {
    return { refusal: 'needsApiFormat' };
  }
  if (input && records.some(({ reference: { form } }) => isWrittenAsObject(form) && !fitsIn(input, form))) {
    return { refusal: 'unfit' };
  }
  if (!input || records.length > 1) {
    const fits = records.some(({ reference }) => isWrittenAsObject(reference.form))
      ? (input?.fits ?? (await fitsOfNewString(text, place)))
      : [];
    const tokens = records.map(({ reference }) => referenceToken(reference, fits));
    const newText = tokens.join(place.separator ?? '');
    return { edits: [{ offset: place.offset, length: place.length, newText: place.before + newText + place.after }] };
  }
  const reference = fittingReference(record, input.fits) ?? record.reference;
  const { edits } = planSwap(text, [replacementBy(input, reference)]);
  const alone = { offset: place.offset, length: place.length, newText: referenceToken(reference, input.fits) };
  return { edits: edits.length > 0 ? edits : [alone] };
}

function fitsIn({ fits }: MediaInput, form: ReferenceForm): boolean {
  return fits.some((fit) => fit.form === form);
}

/** The place of the selection, which may also be a whole value, or several of a list. */
function placeFor(text: string, start: number, end: number): InsertPlace | undefined {
  const place = insertPlaceAt(text, start, end);
  const count = place ? 0 : countValues(text.slice(start, end));
  if (count === 0) {
    return place;
  }
  const gap = insertPlaceAt(text.slice(0, start) + text.slice(end), start);
  return gap?.length === 0 && (count === 1 || gap.separator !== undefined)
    ? { ...gap, length: end - start }
    : undefined;
}

/** How many values a part of a document consists of; 0 where it has anything else. */
function countValues(selected: string): number {
  try {
    return (JSON.parse(`[${selected}]`) as readonly unknown[]).length;
  } catch {
    return 0;
  }
}
