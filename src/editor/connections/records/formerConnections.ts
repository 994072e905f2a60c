import type { Memento } from 'vscode';
import type { AccountScope } from '../../../core/history/historyStore.ts';
import { providerIds } from '../../../core/providers/providerId.ts';
import { type Connection, isDefault } from '../../../core/uploads/accounts/connection.ts';

const storageKey = 'connectionNames';
/** More connections than anybody has, and little enough for a state that is read whenever a window opens. */
const maxNames = 100;

/** What a connection was called, and the account it stood for. */
interface NamedAccount extends AccountScope {
  readonly id: string;
  readonly name: string;
}

/**
 * The names of connections that people have added, by their accounts, so that an upload can still say which one it was made
 * with after that has been removed. Holds fingerprints of keys, as the history does, and never a key.
 */
export class FormerConnections {
  readonly #state: Memento;

  constructor(globalState: Memento) {
    this.#state = globalState;
  }

  /** To be called with each connection whose account has been looked up. */
  async note(connection: Connection, { provider, origin, account }: AccountScope): Promise<void> {
    const { id, name } = connection;
    if (isDefault(connection) || name === undefined) {
      return;
    }
    const noted: NamedAccount = { provider, origin, account, id, name };
    const before = this.all();
    if (!before.some((each) => isSame(each, noted) && each.id === id && each.name === name)) {
      const others = before.filter((each) => !isSame(each, noted));
      await this.#state.update(storageKey, [...others, noted].slice(-maxNames));
    }
  }

  /** Another version may have written them. */
  all(): readonly NamedAccount[] {
    const value = this.#state.get<unknown>(storageKey);
    return (Array.isArray(value) ? value : []).flatMap((each) => readName(each));
  }
}

function isSame(one: AccountScope, { provider, origin, account }: AccountScope): boolean {
  return one.provider === provider && one.origin === origin && one.account === account;
}

function readName(value: unknown): readonly NamedAccount[] {
  const { provider, origin, account, id, name } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const known = providerIds.find((each) => each === provider);
  const isWhole =
    typeof origin === 'string' && typeof account === 'string' && typeof id === 'string' && typeof name === 'string';
  return known !== undefined && isWhole ? [{ provider: known, origin, account, id, name }] : [];
}
