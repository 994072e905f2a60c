import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';
import type { Log } from '../../log.ts';
import type { NetworkSettings } from '../networkSettings.ts';

const pem = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

type CertificateStore = 'default' | 'system' | 'extra';

/**
 * The certificate authorities to trust where VS Code and Node.js don't take care of them. Companies that inspect TLS add
 * their own authority to the operating system or to NODE_EXTRA_CA_CERTS, and without it every upload there fails.
 */
export class Authorities {
  readonly #log: Log;
  /** Created once per settings and not per connection: reading some hundred certificates takes several milliseconds. */
  readonly #contexts = new Map<string, tls.SecureContext | undefined>();
  readonly #inEffect = new Map<string, boolean>();

  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * All authorities if Node.js has ignored NODE_EXTRA_CA_CERTS, as Electron does (electron/electron#41590). Otherwise
   * `undefined`, which leaves the choice to Node.js and VS Code: a list of ours would replace theirs.
   */
  contextIfIncomplete(settings: NetworkSettings): tls.SecureContext | undefined {
    return settings.extraCertificates && !this.#isInEffect(settings.extraCertificates)
      ? this.context(settings)
      : undefined;
  }

  /** All authorities, for connections that VS Code doesn't make; `undefined` for the defaults of Node.js. */
  context(settings: NetworkSettings): tls.SecureContext | undefined {
    const { systemCertificates, extraCertificates = '' } = settings;
    const key = `${systemCertificates} ${extraCertificates}`;
    if (!this.#contexts.has(key)) {
      this.#contexts.set(key, this.#create(settings));
    }
    return this.#contexts.get(key);
  }

  /** Whether Node.js, which reads the variable only when it starts, trusts all certificates of the file. */
  #isInEffect(path: string): boolean {
    const known = this.#inEffect.get(path);
    if (known !== undefined) {
      return known;
    }
    const trusted = new Set(this.#certificatesIn('extra').map(withoutSpace));
    const [text = ''] = this.#certificatesOf(path);
    const isInEffect = (text.match(pem) ?? []).every((certificate) => trusted.has(withoutSpace(certificate)));
    this.#inEffect.set(path, isInEffect);
    return isInEffect;
  }

  #create({ systemCertificates, extraCertificates }: NetworkSettings): tls.SecureContext | undefined {
    const more = [
      ...(systemCertificates ? this.#certificatesIn('system') : []),
      ...(extraCertificates ? this.#certificatesOf(extraCertificates) : []),
    ];
    if (more.length === 0) {
      return undefined;
    }
    // Passing any authority replaces Node's own list, so that list is passed too.
    const usual = this.#certificatesIn('default');
    try {
      return tls.createSecureContext({ ca: [...(usual.length > 0 ? usual : tls.rootCertificates), ...more] });
    } catch {
      this.#log.warn("An additional certificate can't be read; only the default authorities are trusted");
      return undefined;
    }
  }

  /** None where `tls.getCACertificates` is missing (before Node.js 22.15) or the store can't be read. */
  #certificatesIn(store: CertificateStore): readonly string[] {
    if (!('getCACertificates' in tls) || typeof tls.getCACertificates !== 'function') {
      return [];
    }
    try {
      const found: unknown = tls.getCACertificates(store);
      return Array.isArray(found) ? found.filter((certificate) => typeof certificate === 'string') : [];
    } catch {
      this.#log.warn(`The ${store} certificates can't be read`);
      return [];
    }
  }

  #certificatesOf(path: string): readonly string[] {
    try {
      return [readFileSync(path, 'utf8')];
    } catch {
      this.#log.warn("The file of NODE_EXTRA_CA_CERTS can't be read");
      return [];
    }
  }
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '');
}
