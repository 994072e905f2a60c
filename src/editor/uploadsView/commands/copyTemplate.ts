/** What a template may name. */
export interface TemplateValues {
  readonly reference: string;
  readonly fileName: string;
  /** The provider's own name. */
  readonly provider: string;
  readonly mediaType: string;
}

/**
 * Fills `${reference}`, `${fileName}`, `${provider}` and `${mediaType}` of a template; any other text, unknown placeholders
 * included, stays as it is. What is filled in is not read again, so a file may well be called `${reference}`.
 */
export function fillTemplate(template: string, values: TemplateValues): string {
  return template.replace(
    /\$\{(reference|fileName|provider|mediaType)\}/g,
    (_placeholder, name: keyof TemplateValues) => values[name],
  );
}
