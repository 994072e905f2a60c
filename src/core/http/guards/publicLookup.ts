import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { ConnectError } from '../networkErrors.ts';
import { isPrivateAddress } from './privateAddress.ts';

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
