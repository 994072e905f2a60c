import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { UploadError } from '../../errors.ts';
import { ConnectError } from '../networkErrors.ts';
import { bareHost, isLoopbackHost, isPrivateAddress, isPrivateHost } from './privateAddress.ts';

/**
 * Whether an endpoint is on the internet, as far as its address tells. Upload URLs from such an endpoint must lead to
 * the internet too; a provider's fake server on this machine may hand out URLs on this machine.
 */
export function isPublicEndpoint(endpoint: URL): boolean {
  return !isPrivateHost(endpoint.hostname);
}

/**
 * An upload URL out of a provider's reply. Such a URL decides where a person's file goes, so a reply that was tampered
 * with must not be able to point it at a router, a cloud's metadata service or a service on this machine.
 * Odd spellings of addresses (decimal, hexadecimal, IPv6-mapped) are made plain by `URL` before they are looked at;
 * what a name resolves to is checked when connecting (`publicAddressOnly`).
 * @throws UploadError `unsafeUploadUrl`, with the host at most: path and query of such a URL are as good as a key
 */
export function checkUploadUrl(text: string, endpoint: URL): URL {
  if (!URL.canParse(text)) {
    throw new UploadError('unsafeUploadUrl', 'The upload URL is none');
  }
  const url = new URL(text);
  const isFromPublic = isPublicEndpoint(endpoint);
  const { host } = url;
  const refuse = (reason: string): UploadError =>
    new UploadError('unsafeUploadUrl', `The upload URL ${reason}`, host === '' ? {} : { host });

  const mayBePlain = isLoopbackHost(endpoint.hostname) && isLoopbackHost(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && mayBePlain)) {
    throw refuse('is no https URL');
  }
  if (url.username !== '' || url.password !== '') {
    throw refuse('holds a user name');
  }
  if (isFromPublic && (isIP(bareHost(url.hostname)) !== 0 || isPrivateHost(url.hostname))) {
    throw refuse('leads to an address in place of a name');
  }
  if (isFromPublic && url.port !== '') {
    throw refuse('leads to an unusual port');
  }
  return url;
}

/**
 * A name lookup that refuses names of which any address is private. The check is made on the very addresses that are
 * then connected to: looking the name up beforehand would leave time for it to point elsewhere.
 */
export function publicLookup(lookup: LookupFunction = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, address, family) => {
      const addresses = Array.isArray(address) ? address.map((entry) => entry.address) : [address];
      if (error === null && addresses.some((each) => each === undefined || isPrivateAddress(each))) {
        callback(new ConnectError('PRIVATE_ADDRESS', 'The name leads to a private address'), '', undefined);
        return;
      }
      callback(error, address, family);
    });
  };
}
