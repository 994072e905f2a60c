import { env, Uri } from 'vscode';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { connectionFor, providerFor } from './adding/connectionQuestion.ts';
import { changeEndpoint } from './changeEndpoint.ts';
import { changeOptions } from './changeOptions.ts';
import { connectionActions } from './connectionCommands.ts';
import { credentialActions } from './credentialCommands.ts';
import { testConnection } from './testConnection.ts';

/** What the commands about a connection do. Their argument is a row of the Providers view or an id; without one they ask. */
export const providerActions = {
  ...connectionActions,
  ...credentialActions,

  async testConnection(services: Services, argument: unknown): Promise<void> {
    const connection = await connectionFor(services, argument, { title: l10n.t('Test Connection') });
    if (connection) {
      await testConnection(services, connection);
    }
  },

  async openProviderDocumentation(services: Services, argument: unknown): Promise<void> {
    const provider = await providerFor(services, argument, l10n.t('Open Documentation'));
    if (provider) {
      await env.openExternal(Uri.parse(provider.documentationUrl));
    }
  },

  async openEndpointSetting(services: Services, argument: unknown): Promise<void> {
    const connection = await connectionFor(services, argument, { title: l10n.t('Change Endpoint') });
    if (connection) {
      await changeEndpoint(services, connection);
    }
  },

  async changeOptions(services: Services, argument: unknown): Promise<void> {
    const connection = await connectionFor(services, argument, {
      title: l10n.t('Change Options'),
      fits: ({ provider }) => provider.connectionOptions !== undefined,
      noneText: l10n.t('None of your connections has options of its own.'),
    });
    if (connection !== undefined && (await changeOptions(services, connection))) {
      // Another bucket may not exist, or not take this key.
      const changed = services.connections.byId(connection.id);
      await (changed && testConnection(services, changed));
    }
  },
};
