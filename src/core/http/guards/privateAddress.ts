import { BlockList, isIP } from 'node:net';

type Subnet = readonly [network: string, bits: number];

/** IPv4 ranges without public servers (iana.org/assignments/iana-ipv4-special-registry). */
const privateV4: readonly Subnet[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/**
 * IPv6 ranges without public servers (iana.org/assignments/iana-ipv6-special-registry), and those that carry an IPv4
 * address for a tunnel or a translator to deliver to: behind one of these, `2002:a00:1::` is 10.0.0.1.
 */
const privateV6: readonly Subnet[] = [
  // Unspecified, loopback and IPv4-compatible.
  ['::', 96],
  // IPv4-mapped. Public servers have an A record for that, so these are private whatever they carry.
  ['::ffff:0:0', 96],
  // IPv4-translated (RFC 7915).
  ['::ffff:0:0:0', 96],
  // NAT64 within one network (RFC 8215).
  ['64:ff9b:1::', 48],
  // Discard-only (RFC 6666).
  ['100::', 64],
  // Protocol assignments: Teredo, benchmarking and ORCHID among them.
  ['2001::', 23],
  // Documentation.
  ['2001:db8::', 32],
  ['3fff::', 20],
  // 6to4 (RFC 3056).
  ['2002::', 16],
  // Segment routing (RFC 9602).
  ['5f00::', 16],
  // Unique local, link-local, the former site-local, and multicast.
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

/** Where people run servers of their own: at home or in an office, link-local, and in a tailnet (100.64.0.0/10, fc00::/7). */
const localNetworks: readonly Subnet[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['fc00::', 7],
  ['fe80::', 10],
];

/**
 * Suffixes that no public server's name has: RFC 6762 (mDNS), RFC 8375 (home networks), RFC 6761 (`.localhost`), ICANN's
 * `.internal`, and `.lan`, which routers assign.
 */
const localSuffixes: readonly string[] = ['.local', '.lan', '.home.arpa', '.internal', '.localhost'];

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** One list for both families: a local IPv4 address in its IPv6-mapped form is local as well. */
const localAddresses = new BlockList();
for (const [network, bits] of localNetworks) {
  localAddresses.addSubnet(network, bits, isIP(network) === 6 ? 'ipv6' : 'ipv4');
}

/** A list per family: BlockList takes an IPv4 address for the IPv6 one it is mapped to, which would make all of them private. */
const privateAddresses = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network, bits] of privateV4) {
  privateAddresses.ipv4.addSubnet(network, bits, 'ipv4');
  // As a NAT64 gateway translates them (RFC 6052). What it translates to public addresses is how networks without
  // IPv4 reach most of the internet.
  privateAddresses.ipv6.addSubnet(`64:ff9b::${network}`, 96 + bits, 'ipv6');
}
for (const [network, bits] of privateV6) {
  privateAddresses.ipv6.addSubnet(network, bits, 'ipv6');
}

/** Whether an IP address, in any notation, is this machine, a local network, link-local, multicast, reserved or a tunnel. */
export function isPrivateAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return privateAddresses.ipv4.check(address, 'ipv4');
    case 6:
      return privateAddresses.ipv6.check(address, 'ipv6');
    default:
      return false;
  }
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

/**
 * Whether a URL's host can only be in a local network: an address of its ranges, a name with a local suffix, or a single
 * word without a final dot (with one, it's a top-level domain). Names aren't resolved here.
 */
export function isLocalNetworkHost(hostname: string): boolean {
  const host = bareHost(hostname);
  const family = isIP(host);
  return family === 0
    ? hasLocalSuffix(host) || !hostname.includes('.')
    : localAddresses.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

/** Whether a name, without a final dot, has a suffix that only names in local networks have. */
export function hasLocalSuffix(name: string): boolean {
  return localSuffixes.some((suffix) => name.endsWith(suffix) && name.length > suffix.length);
}

/** Whether a URL's host is the address at which a server listens on all interfaces. */
export function isUnspecifiedHost(hostname: string): boolean {
  return hostname === '0.0.0.0' || hostname === '[::]';
}
