import type { ProviderId } from '../../providers/providerId.ts';

/** What the names of all our secrets start with. */
export const secretPrefix = 'workflowAssets.apiKey.';

/** The name a key has in secret storage: one per provider and origin, so that no key is ever sent to another origin. */
export function secretName(provider: ProviderId, origin: string): string {
  return `${secretPrefix}${provider}.${origin}`;
}
