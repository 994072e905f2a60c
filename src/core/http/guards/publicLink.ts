import { isIP } from 'node:net';
import { bareHost, hasLocalSuffix, isPrivateHost } from './privateAddress.ts';

/** UTF-16 units; longer links don't survive every server on the way. */
const maxLength = 2048;
/** Suffixes that companies use in their own networks, although nothing reserves them for that. */
const usuallyLocalSuffixes: readonly string[] = ['.home', '.intranet', '.corp'];

/**
 * Whether a link may be handed to a provider's server to download: an address on the internet, as far as its spelling
 * shows, without a user name or a password in it.
 */
export function isPublicLink(text: string): boolean {
  if (text.length > maxLength || !URL.canParse(text)) {
    return false;
  }
  const { protocol, hostname, username, password } = new URL(text);
  const host = bareHost(hostname);
  return (
    (protocol === 'https:' || protocol === 'http:') &&
    username === '' &&
    password === '' &&
    !isPrivateHost(host) &&
    // A single word is a machine of the local network, and so is everything below these names.
    (isIP(host) !== 0 ||
      (host.includes('.') && !hasLocalSuffix(host) && !usuallyLocalSuffixes.some((suffix) => host.endsWith(suffix))))
  );
}
