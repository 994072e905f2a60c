import { networkInterfaces } from 'node:os';
import { isLocalNetworkHost } from '../../src/core/http/guards/privateAddress.ts';

/**
 * An address of this machine at which others in its network reach it, for tests that must not be on loopback; `undefined`
 * where it has none. A link-local IPv6 one doesn't count: it can't be written in a URL.
 */
export function localNetworkAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address))
    .find(({ address, family }) => isLocalNetworkHost(family === 'IPv6' ? `[${address}]` : address))?.address;
}
