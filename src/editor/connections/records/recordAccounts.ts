import type { UploadRecord } from '../../../core/history/records/record.ts';
import { providerById } from '../../../core/providers/registry.ts';
import type { Account } from '../../../core/uploads/accounts/account.ts';
import type { Connection } from '../../../core/uploads/accounts/connection.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import { nameLength, shown } from '../../text/shown.ts';
import { pickConnection } from '../chooseConnection.ts';

type RecordServices = Pick<Services, 'accounts' | 'connections' | 'connectionScopes' | 'recordConnections'>;

/**
 * The accounts that past uploads were made with, for one operation on several of them. A reference is renewed where it was
 * made, whatever this workspace uses now: another account's reference wouldn't work beside the others of its document.
 */
export class RecordAccounts {
  readonly #services: RecordServices;
  readonly #accounts = new Map<string, Promise<Account | undefined>>();

  constructor(services: RecordServices) {
    this.#services = services;
  }

  /**
   * Asks for a missing key, and for the connection where the upload's own is gone; once for all uploads of one account.
   * @returns `undefined` when the person closed a question
   * @throws UploadError `endpointInvalid`
   */
  of(record: UploadRecord): Promise<Account | undefined> {
    const key = JSON.stringify([record.provider, record.origin, record.account]);
    const account = this.#accounts.get(key) ?? this.#find(record);
    this.#accounts.set(key, account);
    return account;
  }

  async #find(record: UploadRecord): Promise<Account | undefined> {
    const { accounts, connections, connectionScopes, recordConnections } = this.#services;
    const own = await connectionScopes.connectionOf(record);
    if (own !== undefined) {
      return accounts.currentOrAsk(own);
    }
    const provider = providerById(record.provider);
    if (!connections.has(record.provider)) {
      return accounts.currentOrAsk(record.provider);
    }
    const candidates = connections.of(provider);
    const { state } = await recordConnections.of(record);
    // The key of the only connection was replaced, say: nobody has to be asked which one that is. A connection that was
    // removed may have led to another server, where nobody has agreed to send the file.
    const isOnly = candidates.length === 1 && state !== 'removed';
    const connection = isOnly ? candidates[0] : await this.#ask(record, candidates);
    return connection && accounts.currentOrAsk(connection);
  }

  #ask(record: UploadRecord, candidates: readonly Connection[]): Promise<Connection | undefined> {
    return pickConnection(candidates, {
      title: l10n.t('Connection to {0}', shown(providerById(record.provider).label)),
      placeHolder: l10n.t(
        'The connection {0} was uploaded with was removed, or its key was replaced. Choose another one.',
        shown(record.fileName, nameLength),
      ),
    });
  }
}
