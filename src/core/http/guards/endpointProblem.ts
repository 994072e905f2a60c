import type { EndpointProblem } from '../../errors.ts';
import { isLocalNetworkHost, isLoopbackHost, isUnspecifiedHost } from './privateAddress.ts';

/** What an endpoint may be beyond `https`, and `http` on this machine. */
export interface EndpointPolicy {
  /** `localNetwork`: plain `http` to hosts that can only be in a local network. */
  readonly allowsPlainHttp?: 'localNetwork';
  /** Nothing may follow the host. */
  readonly refusesPath?: true;
}

/**
 * What is wrong with the text of an endpoint.
 * @param text without blanks around it
 * @returns `undefined` for an endpoint that can be used
 */
export function endpointProblem(text: string, policy: EndpointPolicy = {}): EndpointProblem | undefined {
  if (!hasScheme(text)) {
    const completed = withScheme(text, policy);
    return completed === undefined ? 'notUrl' : (endpointProblem(completed, policy) ?? 'schemeMissing');
  }
  if (!URL.canParse(text)) {
    return 'notUrl';
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return 'schemeUnsupported';
  }
  if (url.username !== '' || url.password !== '') {
    return 'credentials';
  }
  if (text.includes('?') || text.includes('#')) {
    return 'query';
  }
  if (policy.refusesPath && url.pathname !== '/') {
    return 'path';
  }
  return transportProblem(url, policy);
}

/** What is wrong with sending to a URL over its scheme; `undefined` where nothing is. */
export function transportProblem(
  { protocol, hostname }: URL,
  policy: EndpointPolicy,
): Extract<EndpointProblem, 'plainHttp' | 'publicPlainHttp' | 'unspecifiedAddress'> | undefined {
  if (protocol !== 'http:' || isLoopbackHost(hostname)) {
    return undefined;
  }
  if (isUnspecifiedHost(hostname)) {
    return 'unspecifiedAddress';
  }
  if (policy.allowsPlainHttp === undefined) {
    return 'plainHttp';
  }
  return isLocalNetworkHost(hostname) ? undefined : 'publicPlainHttp';
}

/** Whether what is sent to a URL crosses a network without encryption, so that others on it can read it. */
export function crossesNetworkInPlain({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !isLoopbackHost(hostname);
}

/**
 * The address with the scheme that was probably left out: `http` on this machine, and in the local network where the policy
 * allows it. `undefined` for what has a scheme, and for what doesn't look like an address, such as a key pasted by mistake.
 */
export function withScheme(text: string, policy: EndpointPolicy = {}): string | undefined {
  const bare = text.replace(/^\/\//, '');
  if (hasScheme(text) || !URL.canParse(`https://${bare}`)) {
    return undefined;
  }
  const { hostname, port } = new URL(`https://${bare}`);
  // With `https`, an unspecified address would only be refused once something is sent.
  const isThisMachine = isLoopbackHost(hostname) || isUnspecifiedHost(hostname);
  if (!isThisMachine && port === '' && !hostname.includes('.') && !hostname.startsWith('[')) {
    return undefined;
  }
  const isPlain = isThisMachine || (policy.allowsPlainHttp === 'localNetwork' && isLocalNetworkHost(hostname));
  return `${isPlain ? 'http' : 'https'}://${bare}`;
}

/** `localhost:8188` has a colon and no scheme. */
function hasScheme(text: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|https?:)/i.test(text);
}
