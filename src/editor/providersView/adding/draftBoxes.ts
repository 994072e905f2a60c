import { needsKey } from '../../../core/uploads/accounts/account.ts';
import { CheckBeforeSaving } from '../../connections/credentials/checkBeforeSaving.ts';
import type { Box } from '../../display/boxes.ts';
import { askForText } from '../../display/textPrompt.ts';
import type { Services } from '../../services/services.ts';
import { endpointRule } from '../../text/endpointText.ts';
import { l10n } from '../../text/l10n.ts';
import { shown } from '../../text/shown.ts';
import { endpointPrompt, readEndpointInput } from '../endpointInput.ts';
import type { ConnectionDraft } from './connectionDraft.ts';

/** What sets the connection apart from others. */
export function nameBox({ log }: Services, draft: ConnectionDraft): Box {
  return (place) =>
    askForText({
      title: l10n.t('Add Connection to {0}', shown(draft.provider.label)),
      prompt: l10n.t('Sets it apart from your other connections, for example the name of an account or a computer.'),
      placeholder: l10n.t('Name of the connection'),
      value: draft.name || draft.suggestedName,
      ignoreFocusOut: true,
      ...place,
      log,
      validate: (text) => (text.trim() === '' ? undefined : draft.nameProblem(text)),
      accept: async (text) => {
        const problem = draft.nameProblem(text);
        if (problem === undefined) {
          draft.name = text.trim();
        }
        return problem ?? true;
      },
    });
}

/** A server that doesn't need a key is tried out at once, and saved if it lets anybody in. */
export function endpointBox({ log, plainHosts }: Services, draft: ConnectionDraft): Box {
  const { provider } = draft;
  return (place) => {
    const { label } = draft;
    const checking = new CheckBeforeSaving({ label, of: 'connection' });
    return askForText({
      title: l10n.t('Endpoint of {0}', shown(label)),
      prompt: endpointPrompt(provider),
      placeholder: shown(provider.defaultEndpoint ?? 'https://'),
      value: draft.endpointText,
      ignoreFocusOut: true,
      ...place,
      log,
      validate: (text) => readEndpointInput(text, provider).message,
      accept: async (text, signal) => {
        const { endpoint: written, message } = readEndpointInput(text, provider);
        const endpoint = written === '' ? provider.defaultEndpoint : written;
        if (endpoint === undefined) {
          return message ?? endpointRule('notUrl');
        }
        draft.endpointText = endpoint;
        if (!(await plainHosts.ask(draft.endpoint, label))) {
          return false;
        }
        if (needsKey(provider, draft.endpoint)) {
          return true;
        }
        const problem = await checking.problem(draft.endpointText, signal, () => draft.checkWithoutCredentials(signal));
        return problem ?? (draft.needsCredentials !== 'no' || ((await draft.save()) ?? true));
      },
    });
  };
}
