import type { UploadRecord } from '../../../../core/history/records/record.ts';
import { knownReferences } from '../../../../core/providers/knownReferences.ts';
import type { ReferenceForm } from '../../../../core/providers/providerId.ts';
import { providerById } from '../../../../core/providers/registry.ts';
import { apiSnippet } from '../../../../core/providers/requestSnippet.ts';
import { isWrittenAsObject, writtenToken } from '../../../../core/workflow/edit/writtenToken.ts';
import { l10n } from '../../../text/l10n.ts';
import { type ShownText, shown } from '../../../text/shown.ts';

/** Something that can be copied of uploads. */
export interface CopyForm {
  readonly label: ShownText;
  readonly text: string;
}

/**
 * Everything that can be copied: each form of reference the uploads have, the JSON for the provider's API, and the person's
 * own templates. Except for the JSON, uploads get a line each.
 *
 * @param templates by the names to show
 */
export function copyForms(
  records: readonly UploadRecord[],
  templates: Readonly<Record<string, string>>,
): readonly CopyForm[] {
  const lines = (textOf: (record: UploadRecord) => string): string => records.map(textOf).join('\n');
  const forms = new Set(
    records.flatMap(({ reference, alternatives }) => [reference, ...alternatives].map(({ form }) => form)),
  );
  return [
    ...[...forms].map((form) => ({ label: formName(form), text: lines((record) => inForm(record, form)) })),
    ...[...forms].filter(isWrittenAsObject).map((form) => ({
      label: l10n.t('Object for API-Format Workflows'),
      text: lines((record) => objectOf(inForm(record, form))),
    })),
    { label: l10n.t('JSON for the API'), text: apiSnippet(records) },
    ...Object.entries(templates).map(([label, template]) => ({
      label: shown(label),
      text: lines((record) => fillTemplate(template, valuesOf(record))),
    })),
  ].filter(({ text }) => text.trim() !== '');
}

/** An empty line where the upload has no reference of that form. */
function inForm({ reference, alternatives }: UploadRecord, form: ReferenceForm): string {
  return [reference, ...alternatives].find((each) => each.form === form)?.value ?? '';
}

function objectOf(value: string): string {
  return value === '' ? '' : writtenToken(value, 'assetObject');
}

function formName(form: ReferenceForm): ShownText {
  const known = knownReferences.find((each) => each.form === form);
  if (known?.writtenAs !== undefined) {
    return l10n.t('Asset ID');
  }
  switch (known?.shape) {
    case 'url':
      return l10n.t('Download Address');
    case 'uuid':
      return l10n.t('UUID');
    case 'uri':
      return l10n.t('{0} URI', shown(providerById(known.provider).label));
    default:
      return l10n.t('File Name at the Provider');
  }
}

/** What the placeholders of a template stand for. */
interface TemplateValues {
  readonly reference: string;
  readonly fileName: string;
  /** The provider's own name. */
  readonly provider: string;
  readonly mediaType: string;
}

/**
 * Fills in `${reference}`, `${fileName}`, `${provider}` and `${mediaType}`. Any other text stays as it is, unknown
 * placeholders included. What was filled in isn't searched again, so a file may well be called `${reference}`.
 */
function fillTemplate(template: string, values: TemplateValues): string {
  return template.replace(
    /\$\{(reference|fileName|provider|mediaType)\}/g,
    (_placeholder, name: keyof TemplateValues) => values[name],
  );
}

function valuesOf({ reference, fileName, provider, mediaType }: UploadRecord): TemplateValues {
  return { reference: reference.value, fileName, provider: providerById(provider).label, mediaType };
}
