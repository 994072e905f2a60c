import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { UploadError } from '../../errors.ts';
import { ConnectError } from '../networkErrors.ts';
import { bareHost, isLoopbackHost, isPrivateAddress, isPrivateHost } from './privateAddress.ts';

/**
 * Whether an endpoint is on the internet, judged by its address. Upload URLs from such an endpoint must lead to the
 * internet too; a provider's fake server on this machine may return URLs of this machine.
 */
export function isPublicEndpoint(endpoint: URL): boolean {
  return !isPrivateHost(endpoint.hostname);
}

/**
 * An upload URL from a provider's reply. It decides where a person's file goes, so a tampered reply mustn't be able to
 * point it at a router, a cloud's metadata service or a service on this machine. `URL` normalises unusual spellings of
 * addresses (decimal, hexadecimal, IPv6-mapped); what a name resolves to is checked when connecting
 * (`publicAddressOnly`).
 * @throws UploadError `unsafeUploadUrl`, with the host at most: path and query of such a URL are as good as a key
 */
export function checkUploadUrl(text: string, endpoint: URL): URL {
  if (!URL.canParse(text)) {
    throw new UploadError('unsafeUploadUrl', "The upload URL isn't a URL");
  }
  const url = new URL(text);
  const isFromPublic = isPublicEndpoint(endpoint);
  const { host } = url;
  const refuse = (reason: string): UploadError =>
    new UploadError('unsafeUploadUrl', `The upload URL ${reason}`, host === '' ? {} : { host });

  const mayBePlain = isLoopbackHost(endpoint.hostname) && isLoopbackHost(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && mayBePlain)) {
    throw refuse("isn't an https URL");
  }
  if (url.username !== '' || url.password !== '') {
    throw refuse('contains a user name');
  }
  if (isFromPublic && (isIP(bareHost(url.hostname)) !== 0 || isPrivateHost(url.hostname))) {
    throw refuse('leads to an address instead of a name');
  }
  if (isFromPublic && url.port !== '') {
    throw refuse('leads to an unusual port');
  }
  return url;
}

/**
 * A name lookup that refuses names with a private address. It checks the very addresses that are then connected to:
 * after a lookup beforehand, the name could point elsewhere by then.
 */
export function publicLookup(lookup: LookupFunction = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, address, family) => {
      const addresses = Array.isArray(address) ? address.map((entry) => entry.address) : [address];
      if (error === null && addresses.some((each) => each === undefined || isPrivateAddress(each))) {
        callback(new ConnectError('PRIVATE_ADDRESS', 'The name resolves to a private address'), '', undefined);
        return;
      }
      callback(error, address, family);
    });
  };
}
