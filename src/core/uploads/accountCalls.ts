import { UploadError } from '../errors.ts';
import type { ConnectionReport, ProviderSession } from '../providers/provider.ts';
import type { Reference } from '../providers/reference.ts';
import { type Account, assertHasKey } from './account.ts';
import { withoutSecrets } from './secrets.ts';
import { createSession, type SessionServices } from './session.ts';

/** Calls about an account that carry no file. */
export interface AccountCalls {
  /** Asks the provider whether endpoint and key work, by a call that costs nothing. @throws UploadError, CancelledError */
  checkConnection(account: Account, signal: AbortSignal): Promise<ConnectionReport>;
  /** Deletes an upload at the provider. @throws UploadError (`rejected` where the provider cannot), CancelledError */
  deleteUpload(reference: Reference, account: Account, signal: AbortSignal): Promise<void>;
}

export function createAccountCalls(services: SessionServices): AccountCalls {
  function call<T>(account: Account, signal: AbortSignal, run: (session: ProviderSession) => Promise<T>): Promise<T> {
    return withoutSecrets(account, async () => {
      assertHasKey(account);
      return run(createSession(services, { account, signal }));
    });
  }

  return {
    checkConnection: (account, signal) => call(account, signal, (session) => account.provider.checkConnection(session)),
    deleteUpload: (reference, account, signal) =>
      call(account, signal, async (session) => {
        const { provider } = account;
        if (provider.delete === undefined) {
          throw new UploadError('rejected', `${provider.label} offers no way to delete an upload`);
        }
        await provider.delete(reference, session);
      }),
  };
}
