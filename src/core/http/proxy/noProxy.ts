import { BlockList, isIP } from 'node:net';
import { bareHost, isLoopbackHost } from '../guards/privateAddress.ts';

/** Chromium's entry for "use the proxy for this machine too", which can't be expressed otherwise. */
const loopbackToo = '<-loopback>';

const defaultPorts: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80' };

/**
 * Whether a URL is to be reached without the proxy. Entries are those of `http.noProxy` and `NO_PROXY`: host names
 * (which include their subdomains, with or without a leading `.` or `*.`), addresses, ranges like `10.0.0.0/8`, each
 * with a port if only that port is meant, and `*`. This machine is reached through a proxy only if there is an entry
 * `<-loopback>`.
 */
export function bypassesProxy(url: URL, noProxy: readonly string[]): boolean {
  const entries = noProxy.map((entry) => entry.trim().toLowerCase()).filter((entry) => entry !== '');
  if (isLoopbackHost(url.hostname) && !entries.includes(loopbackToo)) {
    return true;
  }
  const host = bareHost(url.hostname);
  const port = url.port === '' ? defaultPorts[url.protocol] : url.port;
  return entries.some((entry) => entry !== loopbackToo && matches(entry, host, port));
}

function matches(entry: string, host: string, port: string | undefined): boolean {
  if (entry === '*') {
    return true;
  }
  // `[::1]:443` and `name:443`, but not the colons of a bare IPv6 address.
  const withPort = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(entry);
  if (withPort?.[2] !== undefined && withPort[2] !== port) {
    return false;
  }
  const pattern = bareHost((withPort?.[1] ?? entry).replace(/^\*?\./, ''));
  if (isIP(host) !== 0) {
    return pattern === host || isInRange(host, pattern);
  }
  return host === pattern || host.endsWith(`.${pattern}`);
}

function isInRange(address: string, range: string): boolean {
  const [network = '', bits = '', ...rest] = range.split('/');
  const family = isIP(network);
  const length = Number(bits);
  const maxLength = family === 6 ? 128 : 32;
  if (family === 0 || family !== isIP(address) || rest.length > 0 || !/^\d{1,3}$/.test(bits) || length > maxLength) {
    return false;
  }
  const type = family === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(network, length, type);
  return list.check(address, type);
}
