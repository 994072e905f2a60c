import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';
import type { Log } from '../../log.ts';
import type { ProxySettings } from './proxySettings.ts';

/** What is handed to a TLS connection to say whom it trusts. */
export interface Trust {
  readonly rejectUnauthorized: boolean;
  /** `undefined` for what Node trusts by itself. */
  readonly secureContext: tls.SecureContext | undefined;
}

type CertificateStore = 'default' | 'system';

/**
 * Whom to trust under the given settings. Companies that look into TLS put their own authority into the operating
 * system or NODE_EXTRA_CA_CERTS, and without it every upload there fails.
 * Made once per settings and not per connection: reading some hundred certificates takes several milliseconds.
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
  // Giving any authority replaces Node's own list, so that list goes along.
  const usual = certificatesIn('default', log);
  try {
    return tls.createSecureContext({ ca: [...(usual.length > 0 ? usual : tls.rootCertificates), ...more] });
  } catch {
    log.warn('An additional certificate cannot be read; only the usual authorities are trusted');
    return undefined;
  }
}

/** `tls.getCACertificates` came with Node 22.15; where it is missing, or the store cannot be read, there are none. */
function certificatesIn(store: CertificateStore, log: Log): readonly string[] {
  if (!('getCACertificates' in tls) || typeof tls.getCACertificates !== 'function') {
    return [];
  }
  try {
    const found: unknown = tls.getCACertificates(store);
    return Array.isArray(found) ? found.filter((certificate) => typeof certificate === 'string') : [];
  } catch {
    log.warn(`The ${store} certificates cannot be read`);
    return [];
  }
}

/** VS Code's extension host does not always pass this variable on to TLS by itself. */
function extraOfEnvironment({ environment }: ProxySettings, log: Log): readonly string[] {
  const path = environment.NODE_EXTRA_CA_CERTS;
  if (path === undefined || path === '') {
    return [];
  }
  try {
    return [readFileSync(path, 'utf8')];
  } catch {
    log.warn('The file of NODE_EXTRA_CA_CERTS cannot be read');
    return [];
  }
}
