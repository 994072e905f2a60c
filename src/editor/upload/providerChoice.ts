import type { Provider } from '../../core/providers/provider.ts';
import { type ShownQuickPickItem, window } from '../display/window.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { type ShownText, shown } from '../text/shown.ts';

interface ProviderItem extends ShownQuickPickItem {
  readonly provider: Provider;
}

/** Asks for a provider, with the default one first. `undefined` when the person closed the question. */
export async function chooseProvider(
  services: Services,
  title: ShownText,
  candidates: readonly Provider[],
): Promise<Provider | undefined> {
  const preferred = services.settings.defaultProvider;
  const items = await Promise.all(
    candidates.map(
      async (provider): Promise<ProviderItem> => ({
        label: shown(provider.label),
        description: await keyState(services, provider),
        provider,
      }),
    ),
  );
  items.sort((a, b) => Number(b.provider.id === preferred) - Number(a.provider.id === preferred));
  const picked = await window.showQuickPick(items, {
    title,
    placeHolder: l10n.t('Choose a provider'),
    matchOnDescription: true,
  });
  return picked?.provider;
}

async function keyState(services: Services, provider: Provider): Promise<ShownText> {
  try {
    const hasKey = await services.accounts.hasKey(provider);
    return hasKey === undefined ? l10n.t('needs no key') : hasKey ? l10n.t('key saved') : l10n.t('no key yet');
  } catch {
    // Using the endpoint will show what is wrong with it. Failing here would only hide the other providers.
    return l10n.t("endpoint can't be used");
  }
}
