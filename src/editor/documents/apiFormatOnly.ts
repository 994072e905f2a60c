import type { Provider } from '../../core/providers/provider.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { providerById, providers } from '../../core/providers/registry.ts';
import { takesName } from '../../core/uploads/plan/limits.ts';
import type { DialectId, FittingReference } from '../../core/workflow/mediaInput.ts';
import { l10n } from '../text/l10n.ts';
import { type ShownText, shown } from '../text/shown.ts';

/** Where the same account can keep the file under a name, which workflows in UI format take: the first version of the API. */
export const uiFormatProvider: ProviderId = 'comfyCloud';

/** An input of a document, as far as it decides who could take its file. */
interface NamedInput {
  readonly dialect: DialectId | undefined;
  readonly fits: readonly FittingReference[];
  /** The path as written in the document. */
  readonly value: string;
}

/**
 * Providers that would take the file of an input if its workflow were in API format. Comfy API v2 takes objects instead of
 * names, and refuses workflows in UI format altogether (422 `workflow_format_ui`).
 */
export function needingApiFormat({ dialect, fits, value }: NamedInput): readonly Provider[] {
  const takesNames = dialect === 'comfyUi' && fits.some(({ provider }) => provider === uiFormatProvider);
  return takesNames ? providers.filter((provider) => isApiFormatOnly(provider) && takesName(provider, value)) : [];
}

export function isApiFormatOnly({ references }: Provider): boolean {
  return references.every(({ writtenAs }) => writtenAs !== undefined);
}

/** Why such a provider isn't offered, and what can be done instead. */
export function apiFormatReason({ label }: Provider): ShownText {
  return l10n.t(
    '{0} takes assets in API-format workflows only. Export the workflow in API format, or upload to {1} (v1).',
    shown(label),
    shown(providerById(uiFormatProvider).label),
  );
}
