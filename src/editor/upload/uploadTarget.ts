import type { Provider } from '../../core/providers/provider.ts';
import { type Account, namedConnection } from '../../core/uploads/accounts/account.ts';
import { pickConnection } from '../connections/chooseConnection.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { shown } from '../text/shown.ts';

/** Where files go. */
export interface UploadTarget {
  readonly provider: Provider;
  /** That an earlier attempt went to, and what people saw it called; by default the one this workspace uses. */
  readonly connection?: { readonly id: string; readonly label: string } | undefined;
}

/** Where another attempt goes: to the same connection, also where this workspace uses another one by then. */
export function sameTarget(account: Pick<Account, 'provider' | 'connection'>): UploadTarget {
  return { provider: account.provider, connection: namedConnection(account) };
}

/**
 * The account files go to, read anew for each attempt, because its key or endpoint may be what was wrong. Asks for a missing
 * key, and for another connection where the one of an earlier attempt was removed.
 * @returns `undefined` when the person closed a question
 * @throws UploadError `endpointInvalid`
 */
export async function accountFor(
  { accounts, connections }: Pick<Services, 'accounts' | 'connections'>,
  { provider, connection: earlier }: UploadTarget,
): Promise<Account | undefined> {
  if (earlier === undefined || !connections.has(provider.id)) {
    return accounts.currentOrAsk(provider.id);
  }
  const candidates = connections.of(provider);
  const connection =
    candidates.find(({ id }) => id === earlier.id) ??
    (await pickConnection(candidates, {
      title: l10n.t('Connection to {0}', shown(provider.label)),
      placeHolder: l10n.t('{0} was removed. Choose the connection to upload with.', shown(earlier.label)),
    }));
  return connection && accounts.currentOrAsk(connection);
}
