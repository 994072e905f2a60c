import { commands, env, Uri } from 'vscode';
import type { UploadError } from '../../core/errors.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { providerById } from '../../core/providers/registry.ts';
import { type Connection, isDefault } from '../../core/uploads/accounts/connection.ts';
import { commandId, idPrefix } from '../ids/commandIds.ts';
import { settingId } from '../ids/settingIds.ts';
import { openMachineSetting } from '../services/openSetting.ts';
import type { Services } from '../services/services.ts';
import type { FailureAction } from '../text/failures.ts';
import { l10n } from '../text/l10n.ts';
import type { MessageButton } from './messageButtons.ts';

export interface FailureButtonOptions {
  readonly actions: readonly FailureAction[];
  /** What "Retry" does, and what follows once a key or an authentication has been set; without it there is no such button. */
  readonly retry: (() => unknown) | undefined;
}

/** A button for each thing that can be done about a failure. */
export function failureButtons(
  services: Services,
  error: UploadError,
  { actions, retry }: FailureButtonOptions,
): readonly MessageButton[] {
  return actions
    .map((action) => buttonFor(services, error, { action, retry }))
    .filter((button) => button !== undefined);
}

function buttonFor(
  services: Services,
  error: UploadError,
  { action, retry }: { readonly action: FailureAction; readonly retry: FailureButtonOptions['retry'] },
): MessageButton | undefined {
  const provider = error.provider && providerById(error.provider);
  const connection = error.connection && services.connections.byId(error.connection.id);
  switch (action) {
    case 'retry':
      return retry && { label: l10n.t('Retry'), run: retry };
    case 'setApiKey':
      return {
        label: l10n.t('Set API Key'),
        // A new key is worth one more attempt: that is what the person wanted when they pressed the button.
        run: async () => {
          const target = connection ?? provider?.id;
          return target && (await services.accounts.askForKey(target)) && retry?.();
        },
      };
    case 'setAuthentication':
      return {
        label: l10n.t('Set Authentication'),
        run: async () => {
          const target = connection ?? provider?.id;
          return target && (await services.accounts.askForAuthentication(target)) && retry?.();
        },
      };
    case 'showLog':
      return showLogButton(services);
    case 'openSetting': {
      const setting = settingOf(connection, provider);
      return { label: l10n.t('Open Setting'), run: () => openMachineSetting(setting) };
    }
    case 'addConnection':
      return (
        provider && {
          label: l10n.t('Add Connection'),
          run: async () => {
            await commands.executeCommand(commandId('addConnection'), provider.id);
            return services.connections.has(provider.id) && retry?.();
          },
        }
      );
    case 'changeOptions':
      return (
        connection && {
          label: l10n.t('Change Options'),
          run: () => commands.executeCommand(commandId('changeOptions'), connection.id),
        }
      );
    case 'openDocumentation':
      return (
        provider && {
          label: l10n.t('Open Documentation'),
          run: () => env.openExternal(Uri.parse(provider.documentationUrl)),
        }
      );
  }
}

export function showLogButton(services: Services): MessageButton {
  return { label: l10n.t('Show Log'), run: () => services.log.show() };
}

/** Where the endpoint stands that a failure has to do with. */
function settingOf(connection: Connection | undefined, provider: Provider | undefined): string {
  if (connection !== undefined && !isDefault(connection)) {
    return settingId('connections');
  }
  return provider ? settingId(`${provider.id}.endpoint`) : idPrefix;
}
