import { UploadError } from '../../errors.ts';
import { isPublicLink } from '../../http/guards/publicLink.ts';
import { cleanMessage } from '../../http/replies.ts';
import { withRetry } from '../../http/retry.ts';
import type { ConnectionReport, ProviderSession } from '../../providers/provider.ts';
import type { Reference, UploadedReferences } from '../../providers/reference.ts';
import { type Account, assertHasKey } from './account.ts';
import { secretsOf, withoutSecrets } from './secrets.ts';
import { createSession, type SessionServices } from './session.ts';

/** Calls that concern an account and no file; their errors have no `fileName`. */
export interface AccountCalls {
  /** Checks endpoint and key with a call that is free of charge. @throws UploadError, CancelledError */
  checkConnection(account: Account, signal: AbortSignal): Promise<ConnectionReport>;
  /**
   * Deletes an upload at the provider. @throws UploadError (`rejected` if the provider doesn't support that),
   * CancelledError
   */
  deleteUpload(reference: Reference, account: Account, signal: AbortSignal): Promise<void>;
  /**
   * Whether the provider still has what a reference names. Not repeated: whoever asks can ask again.
   * @returns `undefined` if the provider has no free call for that
   * @throws UploadError where it couldn't be asked, CancelledError
   */
  stillHolds(
    reference: Pick<Reference, 'form' | 'value'>,
    account: Account,
    signal: AbortSignal,
  ): Promise<boolean | undefined>;
  /**
   * Has the provider download a public link, as often as is safe and useful. The caller has asked the person.
   * @throws UploadError (`rejected` for a link that isn't public, or if the provider doesn't support links), CancelledError
   */
  uploadLink(link: string, account: Account, signal: AbortSignal): Promise<UploadedReferences>;
}

export function createAccountCalls(services: SessionServices): AccountCalls {
  function call<T>(account: Account, signal: AbortSignal, run: (session: ProviderSession) => Promise<T>): Promise<T> {
    return withoutSecrets(account, async () => {
      assertHasKey(account);
      return run(createSession(services, { account, signal }));
    });
  }

  return {
    checkConnection: (account, signal) =>
      call(account, signal, async (session) => {
        const report = await account.provider.checkConnection(session);
        return { account: cleanMessage(report.account, secretsOf(account)) };
      }),
    deleteUpload: (reference, account, signal) =>
      call(account, signal, async (session) => {
        const { provider } = account;
        if (provider.delete === undefined) {
          throw new UploadError('rejected', `${provider.label} doesn't support deleting an upload`);
        }
        await provider.delete(reference, session);
      }),
    stillHolds: (reference, account, signal) =>
      call(account, signal, async (session) => account.provider.stillHolds?.(reference, session)),
    uploadLink: (link, account, signal) =>
      withRetry(
        () =>
          call(account, signal, async (session) => {
            const { provider } = account;
            if (provider.uploadLink === undefined || !isPublicLink(link)) {
              throw new UploadError('rejected', `${provider.label} can't download this link`);
            }
            return provider.uploadLink(link, session);
          }),
        { clock: services.clock, signal },
      ),
  };
}
