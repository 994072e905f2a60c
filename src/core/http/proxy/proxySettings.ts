import { UploadError } from '../../errors.ts';
import { bypassesProxy } from './noProxy.ts';

/** How to reach the internet, according to VS Code's `http.*` settings and the environment. */
export interface ProxySettings {
  /** `http.proxy`; empty or left out if it isn't set. */
  readonly proxy?: string;
  /** `http.noProxy`; if it is empty, `NO_PROXY` applies. */
  readonly noProxy: readonly string[];
  /** `http.proxyStrictSSL`: whether certificates must be valid. */
  readonly strictSSL: boolean;
  /** `http.proxyAuthorization`: the whole value of the header `Proxy-Authorization`. */
  readonly authorization?: string;
  /** `http.proxySupport`. */
  readonly support: 'off' | 'on' | 'override' | 'fallback';
  /** `http.systemCertificates`: whether certificates of the operating system are trusted too. */
  readonly systemCertificates: boolean;
  /** `process.env`, for HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A proxy that makes the connection for us. */
export interface ProxyServer {
  /** Without user name and password. */
  readonly url: URL;
  /** Value of the header `Proxy-Authorization`, if there is one. */
  readonly authorization: string | undefined;
}

/**
 * The proxy a URL is to be reached through; `undefined` for none.
 * @throws UploadError `unreachable` for a proxy that can't be used: bypassing it unasked would send traffic where a
 *   company's rules forbid it
 */
export function proxyFor(url: URL, settings: ProxySettings): ProxyServer | undefined {
  if (settings.support === 'off' || bypassesProxy(url, noProxyOf(settings))) {
    return undefined;
  }
  const fromSetting = settings.proxy?.trim() ?? '';
  const address = fromSetting === '' ? proxyOfEnvironment(url, settings) : fromSetting;
  if (address === undefined) {
    return undefined;
  }
  const proxy = parseProxy(address);
  const ownAuthorization = settings.authorization?.trim() ?? '';
  const authorization = ownAuthorization === '' ? basicAuthorization(proxy) : ownAuthorization;
  proxy.username = '';
  proxy.password = '';
  return { url: proxy, authorization };
}

function noProxyOf({ noProxy, environment }: ProxySettings): readonly string[] {
  return noProxy.length > 0 ? noProxy : (variable(environment, 'no_proxy') ?? '').split(/[,\s]+/);
}

function proxyOfEnvironment(url: URL, { environment }: ProxySettings): string | undefined {
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  return variable(environment, name) ?? variable(environment, 'all_proxy');
}

/** In either case; lower case takes precedence, as it does in curl. */
function variable(environment: ProxySettings['environment'], name: string): string | undefined {
  const value = environment[name]?.trim() || environment[name.toUpperCase()]?.trim();
  return value === '' ? undefined : value;
}

function parseProxy(address: string): URL {
  // A common spelling, `proxy.example:3128`, would otherwise be a URL with the scheme `proxy.example:`.
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`;
  if (!URL.canParse(text)) {
    throw new UploadError('unreachable', "The proxy of the settings or the environment isn't a URL");
  }
  const proxy = new URL(text);
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') {
    throw new UploadError('unreachable', `Proxies with the protocol ${proxy.protocol} aren't supported`, {
      host: proxy.host,
    });
  }
  return proxy;
}

function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') {
    return undefined;
  }
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`;
}

/** Passwords in such URLs are often unescaped; a lone `%` mustn't stop every upload. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
