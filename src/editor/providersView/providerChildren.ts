import { displayEndpoint } from '../../core/http/guards/endpointUrl.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { providers } from '../../core/providers/registry.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { shown } from '../text/shown.ts';
import { connectionState } from './connectionState.ts';
import { factsAboutKind } from './kindFacts.ts';
import type { Fact, ProviderNode } from './providerNodes.ts';

/** All providers, or what there is to know about one. */
export async function providerChildren(services: Services, parent: ProviderNode | undefined): Promise<ProviderNode[]> {
  switch (parent?.type) {
    case undefined:
      return providers.map((provider) => ({ type: 'provider', provider }));
    case 'provider':
      return [
        ...(await connectionFacts(services, parent.provider)).map((fact) => ({ type: 'fact', ...fact }) as const),
        ...parent.provider.limits.map((limits) => ({ type: 'kind', provider: parent.provider, limits }) as const),
      ];
    case 'kind':
      return factsAboutKind(parent, services.settings).map((fact) => ({ type: 'fact', ...fact }));
    case 'fact':
      return [];
  }
}

async function connectionFacts(services: Services, provider: Provider): Promise<readonly Fact[]> {
  const { explanation, icon } = await connectionState(services, provider);
  const endpoint = shown(displayEndpoint(services.settings.endpointText(provider.id), provider));
  return [
    { label: l10n.t('Endpoint'), value: endpoint, icon: 'globe' },
    ...(explanation === undefined ? [] : [{ label: l10n.t('Connection'), value: explanation, icon: icon.id }]),
    ...(provider.isDeprecated === undefined
      ? []
      : [{ label: l10n.t('API'), value: l10n.t('deprecated by the provider, still available'), icon: 'info' }]),
  ];
}
