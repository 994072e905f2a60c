import { ConnectError, isTlsFailure } from '../networkErrors.ts';

/** A proxy VS Code has chosen for a request. */
export interface ChosenProxy {
  /** Host and port, without credentials. */
  readonly host: string;
  /** Its address without credentials; `undefined` for one that doesn't speak HTTP. */
  readonly url: URL | undefined;
}

const schemes: Readonly<Record<string, string>> = { PROXY: 'http:', HTTP: 'http:', HTTPS: 'https:' };

/**
 * Parses the route that VS Code's agent reports in the syntax of PAC scripts: `PROXY proxy.example:3128`, `HTTPS …`,
 * `SOCKS …`. The host may be preceded by a user name and a password. `undefined` for `DIRECT`.
 */
export function chosenProxy(result: unknown): ChosenProxy | undefined {
  const [kind = '', address] = typeof result === 'string' ? result.trim().split(/\s+/) : [];
  if (address === undefined) {
    return undefined;
  }
  const [host = ''] = address.slice(address.lastIndexOf('@') + 1).split('/', 1);
  const scheme = schemes[kind.toUpperCase()];
  const text = `${scheme}//${host}`;
  return { host, url: scheme !== undefined && URL.canParse(text) ? new URL(text) : undefined };
}

/**
 * The failure to reach a proxy or to get a tunnel from it. Under its original code, a proxy that isn't running would look
 * like a server that isn't.
 */
export function failureOfProxy(error: unknown): unknown {
  return isTlsFailure(error) ? error : new ConnectError('PROXY_LOST', "The proxy doesn't respond", { cause: error });
}
