import type { Provider } from '../../core/providers/provider.ts';
import { type ProviderId, providerIds } from '../../core/providers/providerId.ts';

/** A provider, or one fact about it. */
export type ProviderNode =
  | { readonly type: 'provider'; readonly provider: Provider }
  | { readonly type: 'fact'; readonly label: string; readonly value: string; readonly icon: string };

/** The provider a command was called on: a row of the view, or an id given by another command. */
export function providerIdOf(argument: unknown): ProviderId | undefined {
  const id = providerIds.find((each) => each === argument);
  if (id) {
    return id;
  }
  const node = argument as Partial<Extract<ProviderNode, { type: 'provider' }>> | undefined;
  return node?.type === 'provider' ? node.provider?.id : undefined;
}
