import { createHmac } from 'node:crypto';
import type { ProviderId } from '../providers/providerId.ts';

/**
 * Tells one account's uploads from another's without keeping the key: 16 hexadecimal digits of an HMAC-SHA-256 under the
 * history's own random salt. Salted so that an exported history cannot be used to test guessed or leaked keys.
 * @returns empty text where there is no key: all uploads to a server that needs none belong together.
 */
export function keyFingerprint(salt: string, provider: ProviderId, origin: string, key: string): string {
  if (key === '') {
    return '';
  }
  return createHmac('sha256', salt)
    .update(JSON.stringify([provider, origin, key]))
    .digest('hex')
    .slice(0, 16);
}
