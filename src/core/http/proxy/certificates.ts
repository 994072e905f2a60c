import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';
import type { Log } from '../../log.ts';
import type { ProxySettings } from './proxySettings.ts';

/** TLS options that decide which certificates are trusted. */
export interface Trust {
  readonly rejectUnauthorized: boolean;
  /** `undefined` for what Node.js trusts by default. */
  readonly secureContext: tls.SecureContext | undefined;
}

type CertificateStore = 'default' | 'system';

/**
 * Which certificates to trust under the given settings. Companies that inspect TLS add their own authority to the
 * operating system or NODE_EXTRA_CA_CERTS, and without it every upload there fails. Created once per settings and not
 * per connection: reading some hundred certificates takes several milliseconds.
 */
export function trustOf(settings: ProxySettings, log: Log): Trust {
  const more = [
    ...(settings.systemCertificates ? certificatesIn('system', log) : []),
    ...extraOfEnvironment(settings, log),
  ];
  return {
    rejectUnauthorized: settings.strictSSL,
    secureContext: more.length === 0 ? undefined : contextOf(more, log),
  };
}

function contextOf(more: readonly string[], log: Log): tls.SecureContext | undefined {
  // Passing any authority replaces Node's own list, so that list is passed too.
  const usual = certificatesIn('default', log);
  try {
    return tls.createSecureContext({ ca: [...(usual.length > 0 ? usual : tls.rootCertificates), ...more] });
  } catch {
    log.warn("An additional certificate can't be read; only the default authorities are trusted");
    return undefined;
  }
}

/** None where `tls.getCACertificates` is missing (before Node.js 22.15) or the store can't be read. */
function certificatesIn(store: CertificateStore, log: Log): readonly string[] {
  if (!('getCACertificates' in tls) || typeof tls.getCACertificates !== 'function') {
    return [];
  }
  try {
    const found: unknown = tls.getCACertificates(store);
    return Array.isArray(found) ? found.filter((certificate) => typeof certificate === 'string') : [];
  } catch {
    log.warn(`The ${store} certificates can't be read`);
    return [];
  }
}

/** VS Code's extension host doesn't always pass this variable on to TLS. */
function extraOfEnvironment({ environment }: ProxySettings, log: Log): readonly string[] {
  const path = environment.NODE_EXTRA_CA_CERTS;
  if (path === undefined || path === '') {
    return [];
  }
  try {
    return [readFileSync(path, 'utf8')];
  } catch {
    log.warn("The file of NODE_EXTRA_CA_CERTS can't be read");
    return [];
  }
}
