import { EventEmitter } from 'vscode';
import type { Clock } from '../../core/clock.ts';
import type { UploadError } from '../../core/errors.ts';
import type { ConnectionReport } from '../../core/providers/provider.ts';
import { type Account, namedConnection } from '../../core/uploads/accounts/account.ts';

/** How the last test of a connection ended. */
export interface ConnectionResult {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** What the provider said about the account, or why it couldn't be used. */
  readonly outcome: ConnectionReport | UploadError;
}

/**
 * How the tests of connections ended that were made in this window. Nothing is tested unless somebody asks for it, so this
 * is what is known and not how things are.
 */
export class ConnectionResults {
  readonly #clock: Clock;
  readonly #results = new Map<string, ConnectionResult & { readonly account: Account }>();
  readonly #changed = new EventEmitter<void>();

  readonly onDidChange = this.#changed.event;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  succeeded(account: Account, report: ConnectionReport): void {
    this.#note(account, report);
  }

  failed(account: Account, error: UploadError): void {
    this.#note(account, error);
  }

  /**
   * The last result of this account; `undefined` where there is none, or it is about another address, key, authentication or
   * option of the connection.
   */
  of(account: Account): ConnectionResult | undefined {
    const result = this.#results.get(namedConnection(account).id);
    return result !== undefined && identityOf(result.account) === identityOf(account) ? result : undefined;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #note(account: Account, outcome: ConnectionResult['outcome']): void {
    this.#results.set(namedConnection(account).id, { account, time: this.#clock.now(), outcome });
    this.#changed.fire();
  }
}

/** What a test was made with. */
function identityOf({ connection, endpoint, key, headers = {} }: Account): string {
  return JSON.stringify([endpoint.href, key, headers, connection?.options]);
}
