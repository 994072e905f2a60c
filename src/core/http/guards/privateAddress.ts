import { BlockList, isIP } from 'node:net';

/** IPv4 ranges in which there are no public servers (IANA special-purpose registry). */
const privateV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

const privateV6: readonly (readonly [string, number])[] = [
  ['::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const privateAddresses = new BlockList();
for (const [network, bits] of privateV6) {
  privateAddresses.addSubnet(network, bits, 'ipv6');
}
for (const [network, bits] of privateV4) {
  privateAddresses.addSubnet(network, bits, 'ipv4');
  // The same addresses written as IPv6: mapped, and as a NAT64 gateway translates them (RFC 6052).
  privateAddresses.addSubnet(`::ffff:${network}`, 96 + bits, 'ipv6');
  privateAddresses.addSubnet(`64:ff9b::${network}`, 96 + bits, 'ipv6');
}

/** Whether an IP address is this machine, a local network, link-local, multicast or reserved. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && privateAddresses.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** A URL's host name without the brackets of IPv6 and the final dot of a fully qualified domain name. */
export function bareHost(hostname: string): string {
  return hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

/** Whether a URL's host is this machine: `localhost`, 127.0.0.0/8 or ::1. */
export function isLoopbackHost(hostname: string): boolean {
  const host = bareHost(hostname);
  const family = isIP(host);
  return family === 0 ? host === 'localhost' : loopback.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

/** Whether a URL's host is evidently not on the internet. Names aren't resolved here. */
export function isPrivateHost(hostname: string): boolean {
  const host = bareHost(hostname);
  return host === 'localhost' || host.endsWith('.localhost') || isPrivateAddress(host);
}
