import { createHash } from 'node:crypto';
import { ConfigurationTarget, workspace } from 'vscode';
import { type ProviderId, providerIds } from '../../core/providers/providerId.ts';
import { maxConnectionName } from '../../core/uploads/accounts/connection.ts';
import { settingId } from '../ids/settingIds.ts';

/** A connection that a person has added, as their settings hold it. */
export interface AddedConnection {
  readonly id: string;
  readonly provider: ProviderId;
  readonly name: string;
  /** As written. */
  readonly endpoint: string;
}

/**
 * What `workflowAssets.connections` holds, without entries that can't be used: people write settings by hand, and another
 * version may have written these. Of entries with the same id or name the first counts.
 */
export function readConnections(value: unknown): readonly AddedConnection[] {
  const found: AddedConnection[] = [];
  for (const entry of Array.isArray(value) ? value : []) {
    const connection = readConnection(entry);
    if (connection !== undefined && !found.some((other) => other.id === connection.id || hasName(other, connection))) {
      found.push(connection);
    }
  }
  return found;
}

/** Whether two connections would be called the same; one that differs in case only would be taken for the other. */
function hasName(one: AddedConnection, { provider, name }: Pick<AddedConnection, 'provider' | 'name'>): boolean {
  return one.provider === provider && one.name.toLowerCase() === name.toLowerCase();
}

/** Replaces the connections in the person's own settings, or in those of the machine where the window is remote. */
export async function writeConnections(connections: readonly AddedConnection[]): Promise<void> {
  const value = connections.map(({ id, provider, name, endpoint }) => ({ name, provider, endpoint, id }));
  const setting = settingId('connections');
  await workspace
    .getConfiguration()
    .update(setting, value.length === 0 ? undefined : value, ConfigurationTarget.Global);
}

function readConnection(entry: unknown): AddedConnection | undefined {
  if (typeof entry !== 'object' || entry === null) {
    return undefined;
  }
  const fields = entry as Readonly<Partial<Record<keyof AddedConnection, unknown>>>;
  const provider = providerIds.find((each) => each === fields.provider);
  const name = typeof fields.name === 'string' ? fields.name.trim().slice(0, maxConnectionName) : '';
  if (provider === undefined || name === '' || typeof fields.endpoint !== 'string') {
    return undefined;
  }
  // An id may not be that of a default connection, whose keys are stored under the same name.
  const isOwnId =
    typeof fields.id === 'string' && fields.id.startsWith(`${provider}-`) && /^[\w-]{1,64}$/.test(fields.id);
  return {
    id: isOwnId ? String(fields.id) : idOfName(provider, name),
    provider,
    name,
    endpoint: fields.endpoint.trim(),
  };
}

/** The id of an entry that was written by hand: the same in every window, and until it is renamed by hand. */
function idOfName(provider: ProviderId, name: string): string {
  return `${provider}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}
