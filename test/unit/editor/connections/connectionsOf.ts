import type { ProviderId } from '../../../../src/core/providers/providerId.ts';
import { providerById } from '../../../../src/core/providers/registry.ts';
import type { Connection } from '../../../../src/core/uploads/accounts/connection.ts';
import type { Settings } from '../../../../src/editor/services/settings.ts';

const { OwnConnections } = await import('../../../../src/editor/connections/ownConnections.ts');

/** A provider's default connection, the only one it has. */
export function defaultConnection(id: ProviderId, endpointText?: string): Connection {
  const provider = providerById(id);
  return { id, provider, name: undefined, endpointText: endpointText ?? provider.defaultEndpoint ?? '' };
}

interface ConnectionsInput {
  /** What the endpoint settings hold; the provider's default where left out. */
  readonly endpointText?: (provider: ProviderId) => string;
  /** What `workflowAssets.connections` holds; read at each use. */
  readonly added?: () => unknown;
  /** What this workspace keeps. */
  readonly workspaceState?: Map<string, unknown>;
}

/** The connections of settings that a test sets. */
export function connectionsOf({
  endpointText = (id) => providerById(id).defaultEndpoint ?? '',
  added = () => [],
  workspaceState = new Map(),
}: ConnectionsInput = {}): InstanceType<typeof OwnConnections> {
  const settings = {
    endpointText,
    get connections() {
      return added();
    },
  } as unknown as Settings;
  const memento = {
    get: (name: string) => workspaceState.get(name),
    update: async (name: string, value: unknown) => void workspaceState.set(name, value),
    keys: () => [...workspaceState.keys()],
  };
  return new OwnConnections({ settings, workspaceState: memento });
}
