import { UploadError } from '../../core/errors.ts';
import type { Provider } from '../../core/providers/provider.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { providers } from '../../core/providers/registry.ts';
import type { Account } from '../../core/uploads/accounts/account.ts';
import type { Connection } from '../../core/uploads/accounts/connection.ts';
import { canOverflow, couldOverflow, type OverflowQuestion } from '../../core/uploads/plan/overflow.ts';
import { pickConnection } from '../connections/chooseConnection.ts';
import { accountWithoutKey } from '../connections/openAccount.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { type ShownText, shown } from '../text/shown.ts';

/** Connections of storages that can take a refused file, of which one is used. */
export type LinkStorages = readonly [Connection, ...Connection[]];

/**
 * The connections whose link can take the place of a refused upload; only one where this workspace has chosen it among them.
 * Asks nothing, and looks up no key.
 * @returns `undefined` where there is none
 */
export function linkStorages(
  { connections, settings }: Pick<Services, 'connections' | 'settings'>,
  question: OverflowQuestion,
): LinkStorages | undefined {
  if (settings.overflow === 'never') {
    return undefined;
  }
  const [first, ...others] = connections.all().filter((connection) => {
    const account = connection.provider.givesLinks && usableAccount({ settings }, connection);
    return account && canOverflow(account, question);
  });
  const inUse = first && [first, ...others].find((each) => connections.isInUse(each));
  return first && (inUse ? [inUse] : [first, ...others]);
}

/** A storage that would help, and of which there is no connection yet. */
export function storageToAdd(
  { connections, settings }: Pick<Services, 'connections' | 'settings'>,
  question: OverflowQuestion,
): Provider | undefined {
  return settings.overflow === 'never'
    ? undefined
    : providers.find((provider) => !connections.has(provider.id) && couldOverflow(provider, question));
}

/** Whose rules for links count, by the connection this workspace uses; `undefined` where its endpoint can't be used. */
export function readerOf(
  { connections, settings }: Pick<Services, 'connections' | 'settings'>,
  provider: ProviderId,
): OverflowQuestion['reader'] | undefined {
  return usableAccount({ settings }, connections.current(provider));
}

/** What people see storages called before one of several has been chosen. */
export function storageLabel([first, ...others]: LinkStorages): ShownText {
  return shown((others.length === 0 ? first.name : undefined) ?? first.provider.label);
}

/** Asks for one of several, which this workspace uses from then on. `undefined` when the person closed the question. */
export async function chooseStorage(
  { connections }: Pick<Services, 'connections'>,
  storages: LinkStorages,
): Promise<Connection | undefined> {
  const [first, ...others] = storages;
  if (others.length === 0) {
    return first;
  }
  const picked = await pickConnection(storages, {
    title: l10n.t('Connection to {0}', shown(first.provider.label)),
    placeHolder: l10n.t('Choose the one this workspace uses. You can change it in the Providers view.'),
  });
  if (picked !== undefined) {
    await connections.choose(picked);
  }
  return picked;
}

function usableAccount(services: Pick<Services, 'settings'>, connection: Connection): Account | undefined {
  try {
    return accountWithoutKey(services, connection);
  } catch (error) {
    if (UploadError.is(error)) {
      return undefined;
    }
    throw error;
  }
}
