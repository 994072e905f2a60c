import { ConfigurationTarget, type QuickInputButton, ThemeIcon, workspace } from 'vscode';
import { parseEndpoint } from '../../core/http/guards/endpointUrl.ts';
import { type Connection, connectionLabel, isDefault } from '../../core/uploads/accounts/connection.ts';
import { readConnections, writeConnections } from '../connections/connectionSettings.ts';
import { announce } from '../display/announce.ts';
import { window } from '../display/window.ts';
import { settingId } from '../ids/settingIds.ts';
import { inBackground } from '../promises.ts';
import { openMachineSetting } from '../services/openSetting.ts';
import type { Services } from '../services/services.ts';
import type { Settings } from '../services/settings.ts';
import { l10n } from '../text/l10n.ts';
import { shown } from '../text/shown.ts';
import { readEndpointInput } from './endpointInput.ts';

/**
 * Asks for another endpoint and saves it. In place and not in the settings editor, where a mistake shows only once
 * something is sent. Resolves when the box has been closed.
 */
export async function changeEndpoint({ settings, log, plainHosts }: Services, connection: Connection): Promise<void> {
  const { provider } = connection;
  const setting = isDefault(connection) ? settingId(`${provider.id}.endpoint`) : settingId('connections');
  const label = shown(connectionLabel(connection));
  const openSetting: QuickInputButton = { iconPath: new ThemeIcon('gear'), tooltip: l10n.t('Open Setting') };
  const box = window.createInputBox();
  box.title = l10n.t('Endpoint of {0}', label);
  box.prompt = l10n.t('Leave it empty for the default, {0}.', shown(provider.defaultEndpoint));
  box.placeholder = shown(provider.defaultEndpoint);
  box.value = connection.endpointText;
  box.buttons = [openSetting];
  const validate = (): void => {
    box.validationMessage = readEndpointInput(box.value, provider).message;
  };
  validate();
  try {
    await new Promise<void>((resolve) => {
      box.onDidChangeValue(validate);
      box.onDidHide(() => resolve());
      box.onDidTriggerButton(() => inBackground(log, openMachineSetting(setting)));
      box.onDidAccept(async () => {
        const { endpoint } = readEndpointInput(box.value, provider);
        if (endpoint === undefined) {
          return;
        }
        // The question takes the focus from the box, which would close it.
        box.ignoreFocusOut = true;
        if (
          endpoint !== '' &&
          !(await plainHosts.ask(parseEndpoint(endpoint, provider), connectionLabel(connection)))
        ) {
          return;
        }
        try {
          await save(settings, connection, endpoint || provider.defaultEndpoint);
          announce(l10n.t('The endpoint of {0} was saved', label));
          resolve();
        } catch (error) {
          // The settings file has errors, say: VS Code says what to do about it.
          box.validationMessage = shown(error instanceof Error ? error.message : String(error));
        }
      });
      box.show();
    });
  } finally {
    box.dispose();
  }
}

/** In the person's own settings, or in those of the machine where the window is remote: VS Code goes by the scope. */
async function save(settings: Settings, connection: Connection, endpoint: string): Promise<void> {
  if (!isDefault(connection)) {
    const added = readConnections(settings.connections);
    await writeConnections(added.map((each) => (each.id === connection.id ? { ...each, endpoint } : each)));
    return;
  }
  const { id, defaultEndpoint } = connection.provider;
  const value = endpoint === defaultEndpoint ? undefined : endpoint;
  await workspace.getConfiguration().update(settingId(`${id}.endpoint`), value, ConfigurationTarget.Global);
}
