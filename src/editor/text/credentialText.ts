import type { ProviderId } from '../../core/providers/providerId.ts';
import type { Reference } from '../../core/providers/reference.ts';
import { isCredential } from '../../core/providers/registry.ts';
import { l10n } from './l10n.ts';
import { type ShownText, shown } from './shown.ts';

/** Characters of a reference: enough for a link with a content hash in it. */
const maxReferenceLength = 160;

/** What a person should know before they pass on some references; nothing where none of them is a credential. */
export function credentialNotes(
  references: readonly { readonly provider: ProviderId; readonly reference: Pick<Reference, 'form'> }[],
): readonly ShownText[] {
  return references.some(({ provider, reference }) => isCredential(provider, reference.form))
    ? [l10n.t('Whoever has a signed link can download its file until the link ends.')]
    : [];
}

/** A reference as it may stand in a picture of the screen: a credential without what makes it one. */
export function referenceText(provider: ProviderId, { form, value }: Pick<Reference, 'form' | 'value'>): ShownText {
  const end = isCredential(provider, form) ? value.indexOf('?') : -1;
  // A Runway URI may be thousands of characters long.
  return shown(end === -1 ? value : `${value.slice(0, end)}?…`, maxReferenceLength);
}
