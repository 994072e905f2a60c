import { UploadError } from '../errors.ts';
import type { ConnectionReport, Reference } from '../providers/provider.ts';
import { type Account, assertHasKey } from './account.ts';
import { withoutSecrets } from './secrets.ts';
import { createSession, type SessionServices } from './session.ts';

/** Calls about an account that carry no file. */

/** Asks the provider whether endpoint and key work, by a call that costs nothing. @throws UploadError, CancelledError */
export function checkConnection(
  account: Account,
  services: SessionServices,
  signal: AbortSignal,
): Promise<ConnectionReport> {
  return withoutSecrets(account, undefined, async () => {
    assertHasKey(account);
    return account.provider.checkConnection(createSession(services, { account, signal }));
  });
}

/** Deletes an upload at the provider. @throws UploadError (`rejected` where the provider cannot), CancelledError */
export function deleteUpload(
  reference: Reference,
  account: Account,
  services: SessionServices,
  signal: AbortSignal,
): Promise<void> {
  return withoutSecrets(account, undefined, async () => {
    assertHasKey(account);
    const { provider } = account;
    if (provider.delete === undefined) {
      throw new UploadError('rejected', `${provider.label} offers no way to delete an upload`);
    }
    await provider.delete(reference, createSession(services, { account, signal }));
  });
}
