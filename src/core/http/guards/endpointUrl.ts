import { UploadError } from '../../errors.ts';
import { isLoopbackHost } from './privateAddress.ts';

/**
 * A provider's endpoint as a person set it. Its path is kept: a reverse proxy's prefix, or RunningHub's
 * `/proxy/{apiKey}` in front of a ComfyUI.
 * @throws UploadError `endpointInvalid`; its message never holds the text, which may be a key pasted in the wrong place
 */
export function parseEndpoint(text: string): URL {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) {
    throw new UploadError('endpointInvalid', 'The endpoint is no URL');
  }
  const url = new URL(trimmed);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new UploadError('endpointInvalid', 'The endpoint is no https URL');
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    throw new UploadError('endpointInvalid', 'Without https only this machine can be an endpoint', { host: url.host });
  }
  if (url.username !== '' || url.password !== '' || trimmed.includes('?') || trimmed.includes('#')) {
    throw new UploadError('endpointInvalid', 'The endpoint holds a user name, a query or a fragment', {
      host: url.host,
    });
  }
  return url;
}

/** The endpoint's own URL, or that of a path below it; `path` has no leading slash and may have a query. */
export function urlBelow(endpoint: URL, path: string): URL {
  if (path === '') {
    return new URL(endpoint);
  }
  const base = new URL(endpoint);
  base.pathname = base.pathname.replace(/\/*$/, '/');
  // By text and not by `new URL(path, base)`: there a path `//host/…` or `https://host/…` would change the host.
  return new URL(base.href + path.replace(/^\/+/, ''));
}

/** The endpoint as it may be shown: the key in RunningHub's `/proxy/{apiKey}` and `/proxy-plus/{apiKey}` is left out. */
export function redactedEndpoint(url: URL): string {
  const path = url.pathname.replace(/(\/proxy(?:-plus)?\/)[^/]+/gi, '$1…');
  return url.origin + (path === '/' ? '' : path);
}

/** An endpoint as written, as it may be shown: some proxies carry the key in their path. */
export function displayEndpoint(text: string): string {
  try {
    return redactedEndpoint(parseEndpoint(text));
  } catch {
    return text.replace(/\/\/.*/s, '//…');
  }
}
