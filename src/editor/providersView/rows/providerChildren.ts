import { displayEndpoint } from '../../../core/http/guards/endpointUrl.ts';
import { providers } from '../../../core/providers/registry.ts';
import type { Connection } from '../../../core/uploads/accounts/connection.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import { shown } from '../../text/shown.ts';
import { connectionState } from './connectionState.ts';
import { factsAboutKind } from './kindFacts.ts';
import { optionFacts } from './optionFacts.ts';
import type { Fact, ProviderNode } from './providerNodes.ts';

/** All connections, and providers that have none yet; or what there is to know about one. */
export async function providerChildren(services: Services, parent: ProviderNode | undefined): Promise<ProviderNode[]> {
  switch (parent?.type) {
    case undefined:
      return providers.flatMap((provider): ProviderNode[] =>
        services.connections.has(provider.id)
          ? services.connections.of(provider).map((connection) => ({ type: 'connection', connection }))
          : [{ type: 'provider', provider }],
      );
    case 'connection': {
      const { connection } = parent;
      return [
        ...(await connectionFacts(services, connection)).map((fact) => ({ type: 'fact', ...fact }) as const),
        ...connection.provider.limits.map((limits) => ({ type: 'kind', connection, limits }) as const),
      ];
    }
    case 'kind':
      return factsAboutKind(parent, services.settings).map((fact) => ({ type: 'fact', ...fact }));
    case 'provider':
    case 'fact':
      return [];
  }
}

async function connectionFacts(services: Services, connection: Connection): Promise<readonly Fact[]> {
  const { explanation, icon } = await connectionState(services, connection);
  const endpoint = shown(displayEndpoint(connection.endpointText, connection.provider));
  return [
    { label: l10n.t('Endpoint'), value: endpoint, icon: 'globe' },
    ...optionFacts(connection),
    ...(explanation === undefined ? [] : [{ label: l10n.t('Connection'), value: explanation, icon: icon.id }]),
    ...(connection.provider.isDeprecated === undefined
      ? []
      : [{ label: l10n.t('API'), value: l10n.t('deprecated by the provider, still available'), icon: 'info' }]),
  ];
}
