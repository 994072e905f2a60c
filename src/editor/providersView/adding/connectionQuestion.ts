import type { Provider } from '../../../core/providers/provider.ts';
import { providerById, providers } from '../../../core/providers/registry.ts';
import { type Connection, connectionLabel } from '../../../core/uploads/accounts/connection.ts';
import { chooseConnection } from '../../connections/chooseConnection.ts';
import { window } from '../../display/window.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import { type ShownText, shown } from '../../text/shown.ts';
import { chooseProvider, keyState } from '../../upload/providerChoice.ts';
import { targetOf } from '../rows/providerNodes.ts';

interface ConnectionQuestion {
  readonly title: ShownText;
  /** Which connections the command is for; all where left out. */
  readonly fits?: (connection: Connection) => boolean;
  /** Further ones that the settings don't hold, for a command that isn't called on a row. */
  readonly besides?: readonly Connection[];
  /** What to say where it is for none of them. */
  readonly noneText?: ShownText;
}

/**
 * The connection a command is about: that of its row, else the one the person chooses, without a question where there is
 * only one. `undefined` when the question was closed, or there is none.
 */
export async function connectionFor(
  services: Services,
  argument: unknown,
  { title, fits = () => true, besides = [], noneText }: ConnectionQuestion,
): Promise<Connection | undefined> {
  const { connections } = services;
  const target = targetOf(connections, argument);
  const found =
    target === undefined
      ? await chooseAmong(services, title, [...connections.all(), ...besides].filter(fits))
      : typeof target !== 'string'
        ? target
        : connections.needsChoice(target)
          ? await chooseConnection(connections, providerById(target))
          : connections.current(target);
  if (noneText !== undefined && (found === 'none' || (found !== undefined && !fits(found)))) {
    void window.showInformationMessage(noneText);
    return undefined;
  }
  return found === 'none' ? undefined : found;
}

/** The provider a command is about, asked for where there is no row. `undefined` when the person closed the question. */
export async function providerFor(
  services: Services,
  argument: unknown,
  title: ShownText,
): Promise<Provider | undefined> {
  return givenProvider(services, argument) ?? chooseProvider(services, title, providers);
}

/** The provider of the row that a command was called on; `undefined` for the palette. */
export function givenProvider({ connections }: Services, argument: unknown): Provider | undefined {
  const target = targetOf(connections, argument);
  return typeof target === 'string' ? providerById(target) : target?.provider;
}

/** What people see a connection called. */
export function labelOf(connection: Connection): ShownText {
  return shown(connectionLabel(connection));
}

async function chooseAmong(
  services: Services,
  title: ShownText,
  candidates: readonly Connection[],
): Promise<Connection | 'none' | undefined> {
  const [first] = candidates;
  if (candidates.length <= 1) {
    return first ?? 'none';
  }
  const items = await Promise.all(
    candidates.map(async (connection) => ({
      label: labelOf(connection),
      description: await keyState(services, connection),
      connection,
    })),
  );
  const options = { title, placeHolder: l10n.t('Choose a connection'), matchOnDescription: true };
  return (await window.showQuickPick(items, options))?.connection;
}
