import { ProgressLocation } from 'vscode';
import { CancelledError, UploadError } from '../../core/errors.ts';
import type { Connection } from '../../core/uploads/accounts/connection.ts';
import { window } from '../display/window.ts';
import { inBackground, signalOf } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { showFailure } from '../upload/failureMessage.ts';
import { labelOf } from './adding/connectionQuestion.ts';
import { connectedText } from './rows/connectionState.ts';

/** Makes the provider's free call with a connection, and shows how it ended there and in a notification. */
export async function testConnection(services: Services, connection: Connection): Promise<void> {
  const account = await services.accounts.currentOrAsk(connection);
  if (!account) {
    return;
  }
  const { connectionResults, log, milestones } = services;
  const { accountCalls } = await services.uploads();
  const title = l10n.t('Testing the connection to {0}', labelOf(connection));
  try {
    const report = await window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      (_progress, token) => accountCalls.checkConnection(account, signalOf(token)),
    );
    connectionResults.succeeded(account, report);
    milestones.reach('keySaved');
    void window.showInformationMessage(connectedText(connection, report));
  } catch (error) {
    if (UploadError.is(error)) {
      connectionResults.failed(account, error);
    }
    if (!CancelledError.is(error)) {
      inBackground(log, showFailure(services, error, { retry: () => testAgain(services, connection) }));
    }
  }
}

/** The notification with the button may have stayed for long: the connection may have been edited or removed since. */
async function testAgain(services: Services, tested: Connection): Promise<void> {
  const connection = services.connections.byId(tested.id);
  if (connection === undefined) {
    void window.showInformationMessage(
      l10n.t("The connection {0} was removed, so it can't be tested again.", labelOf(tested)),
    );
    return;
  }
  await testConnection(services, connection);
}
