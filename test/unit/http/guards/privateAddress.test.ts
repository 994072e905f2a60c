import assert from 'node:assert/strict';
import {
  isLocalNetworkHost,
  isLoopbackHost,
  isPrivateAddress,
} from '../../../../src/core/http/guards/privateAddress.ts';

/** First and last address of each private range, with its neighbours outside where those are public. */
const ranges: readonly { readonly name: string; readonly inside: string; readonly outside?: string }[] = [
  { name: 'this network', inside: '0.0.0.0 0.255.255.255', outside: '1.0.0.0' },
  { name: 'private A', inside: '10.0.0.0 10.255.255.255', outside: '9.255.255.255 11.0.0.0' },
  { name: 'carrier-grade NAT', inside: '100.64.0.0 100.127.255.255', outside: '100.63.255.255 100.128.0.0' },
  { name: 'loopback', inside: '127.0.0.0 127.0.0.1 127.255.255.255', outside: '126.255.255.255 128.0.0.0' },
  { name: 'link-local', inside: '169.254.0.0 169.254.169.254', outside: '169.253.255.255 169.255.0.0' },
  { name: 'private B', inside: '172.16.0.0 172.31.255.255', outside: '172.15.255.255 172.32.0.0' },
  { name: 'protocol assignments', inside: '192.0.0.0 192.0.0.255', outside: '192.0.1.0' },
  { name: 'documentation', inside: '192.0.2.1 198.51.100.1 203.0.113.1', outside: '192.0.3.0 203.0.114.0' },
  { name: 'relays of 6to4', inside: '192.88.99.1', outside: '192.88.98.1 192.88.100.1' },
  { name: 'private C', inside: '192.168.0.0 192.168.255.255', outside: '192.167.255.255 192.169.0.0' },
  { name: 'benchmarking', inside: '198.18.0.0 198.19.255.255', outside: '198.17.255.255 198.20.0.0' },
  { name: 'multicast and reserved', inside: '224.0.0.1 240.0.0.1 255.255.255.255', outside: '223.255.255.255' },
  { name: 'IPv6 loopback and unspecified', inside: ':: ::1 0:0:0:0:0:0:0:1 ::0.0.0.1' },
  { name: 'IPv4-compatible', inside: '::127.0.0.1 ::7f00:1 ::8.8.8.8' },
  {
    name: 'IPv4-mapped',
    inside: '::ffff:10.0.0.1 ::ffff:a00:1 0:0:0:0:0:ffff:10.0.0.1 ::FFFF:7F00:1 ::ffff:0:0 ::ffff:8.8.8.8',
    outside: '0:0:0:1::ffff:8.8.8.8',
  },
  { name: 'IPv4-translated', inside: '::ffff:0:10.0.0.1 ::ffff:0:808:808' },
  {
    name: 'NAT64 to a private address',
    inside: '64:ff9b::10.0.0.1 64:ff9b::a00:1 64:ff9b::7f00:1 64:ff9b::169.254.169.254 64:FF9B::C0A8:101',
    outside: '64:ff9b::8.8.8.8 64:ff9b::808:808',
  },
  {
    name: 'NAT64 within a network',
    inside: '64:ff9b:1:: 64:ff9b:1:ffff:ffff:ffff:ffff:ffff 64:ff9b:1::8.8.8.8',
    outside: '64:ff9b:2::1',
  },
  { name: 'discard', inside: '100:: 100::ffff:ffff:ffff:ffff', outside: '101::' },
  { name: 'Teredo', inside: '2001:: 2001:0:4136:e378:8000:63bf:3fff:fdd2' },
  { name: 'benchmarking and ORCHID', inside: '2001:2::1 2001:10::1 2001:2f::1', outside: '2001:200::1' },
  { name: 'IPv6 documentation', inside: '2001:db8::1 3fff::1 3fff:fff::', outside: '2001:db9::1 3fff:1000::' },
  {
    name: '6to4',
    inside: '2002:: 2002:a00:1:: 2002:7f00:1::1 2002:808:808::1 2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    outside: '2001:4860::1 2003::',
  },
  { name: 'segment routing', inside: '5f00::1', outside: '5f01::1' },
  { name: 'unique local', inside: 'fc00:: fdff:ffff::1 fd12:3456::1', outside: 'fbff::1' },
  { name: 'link-local', inside: 'fe80::1 febf::1 fe80::1%eth0' },
  { name: 'site-local', inside: 'fec0::1 feff::1' },
  { name: 'multicast', inside: 'ff00:: ff02::1 ffff::' },
];

describe('an address', () => {
  for (const { name, inside, outside = '' } of ranges) {
    it(`is private in the range "${name}" (${inside})`, () => {
      for (const address of inside.split(' ')) {
        assert.equal(isPrivateAddress(address), true, address);
      }
      for (const address of outside.split(' ').filter((each) => each !== '')) {
        assert.equal(isPrivateAddress(address), false, address);
      }
    });
  }

  it('is public otherwise', () => {
    const addresses = ['8.8.8.8', '1.1.1.1', '2606:4700::1111', '2a00:1450:4001::1', '2400:cb00::1', '2600:1f18::1'];
    for (const address of [...addresses, 'example.com', '']) {
      assert.equal(isPrivateAddress(address), false, address);
    }
  });

  it('of this machine is recognised', () => {
    for (const host of ['localhost', 'LOCALHOST', 'localhost.', '127.0.0.1', '127.200.0.1', '[::1]', '::1']) {
      assert.equal(isLoopbackHost(host), true, host);
    }
    for (const host of ['localhost.example.com', 'x.localhost', '128.0.0.1', '[::2]', '10.0.0.1', '']) {
      assert.equal(isLoopbackHost(host), false, host);
    }
  });
});

describe('a host in the local network', () => {
  /** Each as it is written in a URL, which normalises it. */
  const hosts: Readonly<Record<string, { readonly local: string; readonly elsewhere: string }>> = {
    'IPv4 ranges': {
      local:
        '10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.255.255 169.254.0.1 169.254.255.255',
      elsewhere: '9.255.255.255 11.0.0.0 172.15.255.255 172.32.0.0 192.167.255.255 192.169.0.0 169.253.0.1 8.8.8.8',
    },
    'a tailnet': {
      local: '100.64.0.1 100.127.255.255 [fd7a:115c:a1e0::1] [fc00::1] [fdff:ffff::1]',
      elsewhere: '100.63.255.255 100.128.0.1 [fbff::1]',
    },
    'link-local IPv6': { local: '[fe80::1] [febf::1]', elsewhere: '[fec0::1] [2606:4700::1111]' },
    'other notations of IPv4': {
      local: '3232235796 0xc0.0xa8.1.20 192.168.276 0300.0250.1.024 192.168.1.20. 192。168。1。20',
      elsewhere: '134744072 0x8.8.8.8 010.8.8.8',
    },
    'IPv4 within IPv6': {
      local: '[::ffff:192.168.1.20] [::FFFF:A00:1]',
      elsewhere: '[::ffff:8.8.8.8] [64:ff9b::10.0.0.1] [2002:a00:1::1] [::10.0.0.1]',
    },
    'neither a host nor public': {
      local: '',
      elsewhere: '0.0.0.0 0.1.2.3 [::] 224.0.0.1 [ff02::1] 255.255.255.255 192.0.2.1 [2001:db8::1]',
    },
    'single words': { local: 'gpu-box GPU-Box gpu_box xn--bcher-kva bücher ai', elsewhere: 'ai. gpu-box.' },
    'names of local networks': {
      local: 'gpu-box.local GPU-BOX.LOCAL. a.b.local gpu.lan gpu.home.arpa gpu.internal gpu-box。local x.localhost',
      elsewhere: 'gpu.home gpu.corp gpu.arpa home.arpa localhost.localdomain',
    },
    'names that only look like it': {
      local: '',
      elsewhere:
        'gpu.local.example.com gpulocal.com notlan.example 192.168.1.20.example.com 10.0.0.1.nip.io .local .lan',
    },
  };
  for (const [name, { local, elsewhere }] of Object.entries(hosts)) {
    it(`is recognised by its spelling alone: ${name}`, () => {
      const judged = (texts: string) =>
        texts
          .split(' ')
          .filter((text) => text !== '')
          .map((text) => [text, isLocalNetworkHost(new URL(`http://${text}:8188`).hostname)]);
      assert.deepEqual(Object.fromEntries([...judged(local), ...judged(elsewhere)]), {
        ...Object.fromEntries(judged(local).map(([text]) => [text, true])),
        ...Object.fromEntries(judged(elsewhere).map(([text]) => [text, false])),
      });
    });
  }
});
