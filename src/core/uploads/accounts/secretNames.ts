/** What the names of all our secrets start with. */
export const secretPrefix = 'workflowAssets.apiKey.';

/**
 * The name a key has in secret storage: one per connection and origin, so that no key is ever sent to another origin. A
 * provider's default connection has the provider's id, which gives the names under which 0.1.0 stored its keys.
 */
export function secretName(connectionId: string, origin: string): string {
  return `${secretPrefix}${connectionId}.${origin}`;
}
