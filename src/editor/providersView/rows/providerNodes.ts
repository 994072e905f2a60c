import type { MediaLimits, Provider } from '../../../core/providers/provider.ts';
import { type ProviderId, providerIds } from '../../../core/providers/providerId.ts';
import type { Connection } from '../../../core/uploads/accounts/connection.ts';
import type { ConnectionTarget } from '../../connections/accounts.ts';
import type { OwnConnections } from '../../connections/ownConnections.ts';
import type { ShownText } from '../../text/shown.ts';

/** One thing to know, in a row of its own: a longer one would be cut off in a side bar. */
export interface Fact {
  readonly label: ShownText;
  readonly value: ShownText;
  readonly icon?: string;
}

export type ProviderNode =
  /** One that has no connection until somebody adds one. */
  | { readonly type: 'provider'; readonly provider: Provider }
  | { readonly type: 'connection'; readonly connection: Connection }
  /** A kind of media the provider accepts. */
  | { readonly type: 'kind'; readonly connection: Connection; readonly limits: MediaLimits }
  | ({ readonly type: 'fact' } & Fact);

/**
 * What a command was called on: a row of the view, or an id given by another command. A row may have been drawn before its
 * connection was changed or removed, so only its id is believed.
 */
export function targetOf(connections: OwnConnections, argument: unknown): ConnectionTarget | undefined {
  const provider: ProviderId | undefined = providerIds.find((each) => each === argument);
  if (provider !== undefined) {
    return provider;
  }
  const node = argument as
    | Partial<Extract<ProviderNode, { type: 'connection' }>>
    | Extract<ProviderNode, { type: 'provider' }>
    | undefined;
  if (node?.type === 'provider') {
    return node.provider.id;
  }
  const id = node?.type === 'connection' ? node.connection?.id : argument;
  return typeof id === 'string' ? connections.byId(id) : undefined;
}
