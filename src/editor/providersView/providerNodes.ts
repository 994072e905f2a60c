import type { MediaLimits, Provider } from '../../core/providers/provider.ts';
import { type ProviderId, providerIds } from '../../core/providers/providerId.ts';
import type { ShownText } from '../text/shown.ts';

/** One thing to know, in a row of its own: a longer one would be cut off in a side bar. */
export interface Fact {
  readonly label: ShownText;
  readonly value: ShownText;
  readonly icon?: string;
}

export type ProviderNode =
  | { readonly type: 'provider'; readonly provider: Provider }
  /** A kind of media the provider accepts. */
  | { readonly type: 'kind'; readonly provider: Provider; readonly limits: MediaLimits }
  | ({ readonly type: 'fact' } & Fact);

/** The provider a command was called on: a row of the view, or an id given by another command. */
export function providerIdOf(argument: unknown): ProviderId | undefined {
  const id = providerIds.find((each) => each === argument);
  if (id) {
    return id;
  }
  const node = argument as Partial<Extract<ProviderNode, { type: 'provider' }>> | undefined;
  return node?.type === 'provider' ? node.provider?.id : undefined;
}
