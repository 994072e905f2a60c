import { providerIds } from '../../../core/providers/providerId.ts';
import { providerById } from '../../../core/providers/registry.ts';
import type { Connection } from '../../../core/uploads/accounts/connection.ts';
import type { OwnConnections } from '../ownConnections.ts';
import type { ApiKeys } from './apiKeys.ts';

/**
 * Connections that still have a key or an authentication, but no entry in the settings any more: it was deleted by hand, or
 * removing its key failed. Nothing else says what they were called, so they are named by their hosts.
 */
export async function abandonedConnections({
  apiKeys,
  connections,
}: {
  readonly apiKeys: ApiKeys;
  readonly connections: OwnConnections;
}): Promise<readonly Connection[]> {
  const ids = apiKeys.connectionIds().filter((id) => connections.byId(id) === undefined);
  const found = await Promise.all(ids.map(async (id) => connectionOf(id, await apiKeys.origins(id, []))));
  return found.flat();
}

/** Nothing for an id of a provider that only another version of the extension knows. */
function connectionOf(id: string, origins: readonly string[]): readonly Connection[] {
  const provider = providerIds.find((each) => id.startsWith(`${each}-`));
  const [endpointText] = origins;
  if (provider === undefined || endpointText === undefined) {
    return [];
  }
  const name = origins.map((origin) => (URL.canParse(origin) ? new URL(origin).host : origin)).join(', ');
  return [{ id, provider: providerById(provider), name, endpointText }];
}
