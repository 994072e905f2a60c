import { type Connection, connectionLabel } from '../../core/uploads/accounts/connection.ts';
import { window } from '../display/window.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { type ShownText, shown } from '../text/shown.ts';
import { keyState } from '../upload/providerChoice.ts';

/** Asks which connection a command is about. `undefined` when the person closed the question. */
export async function askForConnection(
  services: Services,
  title: ShownText,
  candidates: readonly Connection[],
): Promise<Connection | undefined> {
  const items = await Promise.all(
    candidates.map(async (connection) => ({
      label: shown(connectionLabel(connection)),
      description: await keyState(services, connection),
      connection,
    })),
  );
  const options = { title, placeHolder: l10n.t('Choose a connection'), matchOnDescription: true };
  return (await window.showQuickPick(items, options))?.connection;
}
