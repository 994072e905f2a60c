import type { Provider } from '../../providers/provider.ts';
import type { ProviderOptions } from '../../providers/providerSetting.ts';

/** A server of a provider that a person uses under a name of its own, with a key of its own. */
export interface Connection {
  /**
   * Stays the same when the connection is renamed. The provider's id for its default connection, whose endpoint and key are
   * where 0.1.0 kept them.
   */
  readonly id: string;
  readonly provider: Provider;
  /** What tells it from the provider's other connections; `undefined` where there are none. */
  readonly name: string | undefined;
  /** As the person wrote it, so it may not be a URL at all. */
  readonly endpointText: string;
  /** What its provider's `connectionOptions` ask for, as written. */
  readonly options?: ProviderOptions;
}

/** UTF-16 units of a name: it stands in rows and sentences beside the provider's. */
export const maxConnectionName = 40;

/** Whether it is the one every provider has. */
export function isDefault({ id, provider }: Pick<Connection, 'id' | 'provider'>): boolean {
  return id === provider.id;
}

/** Whether it only stands for "none yet": a provider whose server everybody has elsewhere has none until one is added. */
export function isPlaceholder(connection: Pick<Connection, 'id' | 'provider'>): boolean {
  return isDefault(connection) && connection.provider.defaultEndpoint === undefined;
}

/** What people see it called: `Runware`, or `Runware (Studio)` where there are several. */
export function connectionLabel({ provider, name }: Pick<Connection, 'provider' | 'name'>): string {
  return name === undefined ? provider.label : `${provider.label} (${name})`;
}
