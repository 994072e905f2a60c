import { UploadError } from '../../errors.ts';
import { type EndpointPolicy, endpointProblem, transportProblem } from './endpointProblem.ts';

/**
 * A provider's endpoint as it was set. Its path is kept: it may be a reverse proxy's prefix, or RunningHub's
 * `/proxy/{apiKey}` in front of a ComfyUI.
 * @throws UploadError `endpointInvalid`; its message never contains the text, which may be a key pasted in the wrong place
 */
export function parseEndpoint(text: string, policy: EndpointPolicy = {}): URL {
  const trimmed = text.trim();
  const problem = endpointProblem(trimmed, policy);
  if (problem === undefined) {
    return new URL(trimmed);
  }
  const host = URL.canParse(trimmed) ? new URL(trimmed).host : undefined;
  throw new UploadError('endpointInvalid', `The endpoint can't be used: ${problem}`, {
    endpointProblem: problem,
    ...(host === undefined || host === '' ? {} : { host }),
  });
}

/**
 * The last guard before a request is sent, for endpoints that `parseEndpoint` hasn't seen.
 * @throws UploadError `endpointInvalid` for plain `http` to where the policy doesn't allow it
 */
export function assertTransportAllowed(url: URL, policy: EndpointPolicy): void {
  const problem = transportProblem(url, policy);
  if (problem !== undefined) {
    throw new UploadError('endpointInvalid', `A request would have gone to ${url.host} unencrypted`, {
      endpointProblem: problem,
      host: url.host,
    });
  }
}

/** The URL of the endpoint, or of a path below it; `path` has no leading slash and may have a query. */
export function urlBelow(endpoint: URL, path: string): URL {
  if (path === '') {
    return new URL(endpoint);
  }
  const base = new URL(endpoint);
  base.pathname = `${pathWithoutEndSlashes(base)}/`;
  // Not `new URL(path, base)`, in which a path `//host/…` or `https://host/…` would change the host.
  return new URL(base.href + path.replace(/^\/+/, ''));
}

/**
 * The endpoint with a label in front of its host, e.g. a bucket: whoever runs a domain runs what is below it.
 * @throws UploadError `endpointInvalid` for anything but one label in lower case, and for an address, below which there are
 *   no names
 */
export function hostBelow(endpoint: URL, label: string): URL {
  const url = new URL(endpoint);
  const host = `${label}.${endpoint.hostname}`;
  // Where the host is an address the result is none, and `URL` leaves it as it was.
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) {
    url.hostname = host;
  }
  if (url.hostname !== host) {
    throw new UploadError('endpointInvalid', "Nothing can be put in front of the endpoint's host", {
      endpointProblem: 'noSubdomain',
      host: endpoint.host,
    });
  }
  return url;
}

/** The path of a URL without the slashes at its end; empty for the root. */
export function pathWithoutEndSlashes({ pathname }: URL): string {
  let end = pathname.length;
  // Not `/\/+$/`, which tries again at each of a million slashes.
  while (pathname[end - 1] === '/') {
    end--;
  }
  return pathname.slice(0, end);
}

/** The endpoint as it may be shown, without the key in RunningHub's `/proxy/{apiKey}` and `/proxy-plus/{apiKey}`. */
function redactedEndpoint(url: URL): string {
  const path = url.pathname.replace(/(\/proxy(?:-plus)?\/)[^/]+/gi, '$1…');
  return url.origin + (path === '/' ? '' : path);
}

/**
 * The text of an endpoint setting as it may be shown: the path may contain a key, and so may what isn't a URL at all. A host
 * in another script is in Punycode (`xn--…`), because it may look exactly like another one.
 */
export function displayEndpoint(text: string, policy: EndpointPolicy = {}): string {
  try {
    return redactedEndpoint(parseEndpoint(text, policy));
  } catch {
    const scheme = /^https?:\/\//i.exec(text.trim())?.[0] ?? '';
    return text.trim() === '' ? '' : `${scheme}…`;
  }
}
