import type { ProviderId } from '../../core/providers/providerId.ts';
import type { Reference } from '../../core/providers/reference.ts';
import { isCredential } from '../../core/providers/registry.ts';
import { l10n } from './l10n.ts';
import type { ShownText } from './shown.ts';

/** What a person should know before they pass on some references; nothing where none of them is a credential. */
export function credentialNotes(
  references: readonly { readonly provider: ProviderId; readonly reference: Pick<Reference, 'form'> }[],
): readonly ShownText[] {
  return references.some(({ provider, reference }) => isCredential(provider, reference.form))
    ? [l10n.t('Whoever has a signed link can download its file until the link ends.')]
    : [];
}
