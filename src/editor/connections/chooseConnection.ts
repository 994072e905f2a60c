import { displayEndpoint } from '../../core/http/guards/endpointUrl.ts';
import type { Provider } from '../../core/providers/provider.ts';
import type { Connection } from '../../core/uploads/accounts/connection.ts';
import { window } from '../display/window.ts';
import { l10n } from '../text/l10n.ts';
import { type ShownText, shown } from '../text/shown.ts';
import type { OwnConnections } from './ownConnections.ts';

interface ConnectionQuestion {
  readonly title: ShownText;
  readonly placeHolder: ShownText;
  /** The one that is in use until another is chosen. */
  readonly inUse?: Connection;
}

/** Asks for one of a provider's connections. `undefined` when the person closed the question. */
export async function pickConnection(
  candidates: readonly Connection[],
  { title, placeHolder, inUse }: ConnectionQuestion,
): Promise<Connection | undefined> {
  const items = candidates.map((connection) => ({
    label: shown(connection.name ?? connection.provider.label),
    description: shown(displayEndpoint(connection.endpointText, connection.provider)),
    ...(connection.id === inUse?.id ? { detail: l10n.t('in use in this workspace') } : {}),
    connection,
  }));
  return (await window.showQuickPick(items, { title, placeHolder, matchOnDescription: true }))?.connection;
}

/**
 * Asks which of a provider's connections this workspace uses from now on.
 * @returns `undefined` when the person closed the question
 */
export async function chooseConnection(
  connections: OwnConnections,
  provider: Provider,
): Promise<Connection | undefined> {
  const picked = await pickConnection(connections.of(provider), {
    title: l10n.t('Connection to {0}', shown(provider.label)),
    placeHolder: l10n.t('Choose the one this workspace uses. You can change it in the Providers view.'),
    ...(connections.needsChoice(provider.id) ? {} : { inUse: connections.current(provider.id) }),
  });
  if (picked !== undefined) {
    await connections.choose(picked);
  }
  return picked;
}
