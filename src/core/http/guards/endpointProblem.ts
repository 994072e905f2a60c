import type { EndpointProblem } from '../../errors.ts';
import { isLoopbackHost } from './privateAddress.ts';

/**
 * What is wrong with the text of an endpoint.
 * @param text without blanks around it
 * @returns `undefined` for an endpoint that can be used
 */
export function endpointProblem(text: string): EndpointProblem | undefined {
  if (!hasScheme(text)) {
    const completed = withScheme(text);
    return completed === undefined ? 'notUrl' : (endpointProblem(completed) ?? 'schemeMissing');
  }
  if (!URL.canParse(text)) {
    return 'notUrl';
  }
  const { protocol, hostname, username, password } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') {
    return 'schemeUnsupported';
  }
  if (username !== '' || password !== '') {
    return 'credentials';
  }
  if (text.includes('?') || text.includes('#')) {
    return 'query';
  }
  return protocol === 'http:' && !isLoopbackHost(hostname) ? 'plainHttp' : undefined;
}

/**
 * The address with the scheme that its author has probably left out: `http` for a server on this machine. `undefined` for
 * what has a scheme, and for what doesn't look like an address: a key that was pasted by mistake is none.
 */
export function withScheme(text: string): string | undefined {
  const bare = text.replace(/^\/\//, '');
  if (hasScheme(text) || !URL.canParse(`https://${bare}`)) {
    return undefined;
  }
  const { hostname, port } = new URL(`https://${bare}`);
  const isLocal = isLoopbackHost(hostname);
  if (!isLocal && port === '' && !hostname.includes('.') && !hostname.startsWith('[')) {
    return undefined;
  }
  return `${isLocal ? 'http' : 'https'}://${bare}`;
}

/** `localhost:8188` has a colon and no scheme. */
function hasScheme(text: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|https?:)/i.test(text);
}
