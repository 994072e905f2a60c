import { type Connection, isDefault } from '../../core/uploads/accounts/connection.ts';
import { updateConnections } from '../connections/connectionSettings.ts';
import { announce } from '../display/announce.ts';
import { askForText } from '../display/textPrompt.ts';
import { window } from '../display/window.ts';
import { inBackground, stackOf } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { joined, type ShownText } from '../text/shown.ts';
import { connectionFor, givenProvider, labelOf, providerFor } from './adding/connectionQuestion.ts';
import { askForConnection } from './adding/newConnection.ts';
import { nameProblem } from './connectionName.ts';
import { savingProblem } from './savingProblem.ts';

/** Implements the commands that add, rename, remove and choose connections. */
export const connectionActions = {
  async addConnection(services: Services, argument: unknown): Promise<void> {
    const title = l10n.t('Add Connection');
    const isGiven = givenProvider(services, argument) !== undefined;
    for (;;) {
      const provider = await providerFor(services, argument, title);
      const added = provider === undefined ? 'closed' : await askForConnection(services, provider, !isGiven);
      if (added === 'closed') {
        return;
      }
      if (added !== 'back') {
        inBackground(services.log, offerToUse(services, added));
        return;
      }
    }
  },

  async renameConnection(services: Services, argument: unknown): Promise<void> {
    const connection = await addedConnection(services, argument, l10n.t('Rename Connection'));
    if (connection === undefined) {
      return;
    }
    const { connections, log, settings } = services;
    const { provider } = connection;
    const problemOf = (text: string) => nameProblem(text, { connections, provider, own: connection });
    await askForText({
      title: l10n.t('Rename {0}', labelOf(connection)),
      prompt: l10n.t('Sets it apart from your other connections, for example the name of an account or a computer.'),
      placeholder: l10n.t('Name of the connection'),
      value: connection.name,
      log,
      validate: problemOf,
      accept: async (text) => {
        const name = text.trim();
        const rename = () =>
          updateConnections(settings, (all) =>
            all.map((each) => (each.id === connection.id ? { ...each, name } : each)),
          );
        const problem = problemOf(text) ?? (name === connection.name ? undefined : await savingProblem(rename));
        return problem ?? true;
      },
    });
  },

  async removeConnection(services: Services, argument: unknown): Promise<void> {
    const connection = await addedConnection(services, argument, l10n.t('Remove Connection'));
    if (connection === undefined) {
      return;
    }
    const label = labelOf(connection);
    const remove = l10n.t('Remove');
    const question = l10n.t('Remove the connection {0} from this computer?', label);
    const detail = l10n.t(
      'Its key or authentication is removed from the secret storage, and stays valid at the provider. Past uploads stay in the history, and references in workflows stay as they are. Workspaces that use it ask which connection to use instead; where only the default one is left, they use that.',
    );
    if ((await window.showWarningMessage(question, { modal: true, detail }, remove)) !== remove) {
      return;
    }
    const { accounts, log, settings, recordConnections } = services;
    // Notes its name, so that past uploads can say which connection they were made with.
    await recordConnections.load([connection.provider.id]);
    const without = () => updateConnections(settings, (all) => all.filter(({ id }) => id !== connection.id));
    const problem = await savingProblem(without);
    if (problem !== undefined) {
      void window.showErrorMessage(joined([l10n.t("{0} wasn't removed.", label), problem], ' '));
      return;
    }
    try {
      await accounts.removeAllKeys(connection);
    } catch (error) {
      log.error(stackOf(error));
      void window.showErrorMessage(keyRemains(connection));
      return;
    }
    announce(l10n.t('{0} was removed', label));
  },

  async useConnection(services: Services, argument: unknown): Promise<void> {
    const { connections } = services;
    const connection = await connectionFor(services, argument, {
      title: l10n.t('Use in This Workspace'),
      fits: (each) => connections.of(each.provider).length > 1 && !connections.isInUse(each),
      noneText: l10n.t('There is no other connection to choose. Add one in the Providers view.'),
    });
    if (connection !== undefined) {
      await use(services, connection);
    }
  },
};

/** What to do about a key that outlives its connection: the command still finds it. */
function keyRemains(connection: Connection): ShownText {
  const label = labelOf(connection);
  return connection.provider.isSelfHosted
    ? l10n.t(
        "{0} was removed, but not its authentication: VS Code's secret storage failed. Run Remove Authentication to try again.",
        label,
      )
    : l10n.t(
        "{0} was removed, but not its API key: VS Code's secret storage failed. Run Remove API Key to try again.",
        label,
      );
}

/** A connection that isn't a provider's default one, which is there as long as the provider is. */
function addedConnection(services: Services, argument: unknown, title: ShownText): Promise<Connection | undefined> {
  return connectionFor(services, argument, {
    title,
    fits: (connection) => !isDefault(connection),
    noneText: l10n.t('Only connections that you have added can be renamed and removed. Add one in the Providers view.'),
  });
}

/** Which one a workspace uses is never changed without a word: its workflows may hold another account's references. */
async function offerToUse(services: Services, connection: Connection): Promise<void> {
  const useHere = l10n.t('Use in This Workspace');
  const message = l10n.t('The connection {0} was added.', labelOf(connection));
  if ((await window.showInformationMessage(message, useHere)) === useHere) {
    await use(services, connection);
  }
}

async function use({ connections }: Services, connection: Connection): Promise<void> {
  await connections.choose(connection);
  announce(l10n.t('This workspace uses {0} now', labelOf(connection)));
}
