import { ConfigurationTarget, ThemeIcon, workspace } from 'vscode';
import { parseEndpoint } from '../../core/http/guards/endpointUrl.ts';
import { type Connection, connectionLabel, isDefault } from '../../core/uploads/accounts/connection.ts';
import { updateConnections } from '../connections/connectionSettings.ts';
import { announce } from '../display/announce.ts';
import { askForText, type PromptButton } from '../display/textPrompt.ts';
import { settingId } from '../ids/settingIds.ts';
import { openMachineSetting } from '../services/openSetting.ts';
import type { Services } from '../services/services.ts';
import type { Settings } from '../services/settings.ts';
import { l10n } from '../text/l10n.ts';
import { shown } from '../text/shown.ts';
import { endpointPrompt, readEndpointInput } from './endpointInput.ts';
import { savingProblem } from './savingProblem.ts';

/**
 * Asks for another endpoint and saves it. In place and not in the settings editor, where a mistake shows only once
 * something is sent. Resolves when the box has been closed.
 */
export async function changeEndpoint({ settings, log, plainHosts }: Services, connection: Connection): Promise<void> {
  const { provider } = connection;
  const { defaultEndpoint } = provider;
  const setting = isDefault(connection) ? settingId(`${provider.id}.endpoint`) : settingId('connections');
  const label = shown(connectionLabel(connection));
  const openSetting: PromptButton = {
    iconPath: new ThemeIcon('gear'),
    tooltip: l10n.t('Open Setting'),
    run: () => openMachineSetting(setting),
  };
  await askForText({
    title: l10n.t('Endpoint of {0}', label),
    prompt: endpointPrompt(provider),
    placeholder: shown(defaultEndpoint ?? 'https://'),
    value: connection.endpointText,
    buttons: [openSetting],
    log,
    validate: (text) => readEndpointInput(text, provider).message,
    accept: async (text) => {
      const { endpoint: written, message } = readEndpointInput(text, provider);
      const endpoint = written === '' ? defaultEndpoint : written;
      if (endpoint === undefined) {
        return message ?? false;
      }
      if (written !== '' && !(await plainHosts.ask(parseEndpoint(endpoint, provider), connectionLabel(connection)))) {
        return false;
      }
      const problem = await savingProblem(() => save(settings, connection, endpoint));
      if (problem !== undefined) {
        return problem;
      }
      announce(l10n.t('The endpoint of {0} was saved', label));
      return true;
    },
  });
}

/** In the person's own settings, or in those of the machine where the window is remote: VS Code goes by the scope. */
async function save(settings: Settings, connection: Connection, endpoint: string): Promise<void> {
  if (!isDefault(connection)) {
    await updateConnections(settings, (all) =>
      all.map((each) => (each.id === connection.id ? { ...each, endpoint } : each)),
    );
    return;
  }
  const { id, defaultEndpoint } = connection.provider;
  const value = endpoint === defaultEndpoint ? undefined : endpoint;
  await workspace.getConfiguration().update(settingId(`${id}.endpoint`), value, ConfigurationTarget.Global);
}
