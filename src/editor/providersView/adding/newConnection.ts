import type { Provider } from '../../../core/providers/provider.ts';
import { needsKey } from '../../../core/uploads/accounts/account.ts';
import { authenticationHeaders } from '../../../core/uploads/accounts/authentication.ts';
import type { Connection } from '../../../core/uploads/accounts/connection.ts';
import { askForAuthentication } from '../../connections/credentials/authenticationPrompt.ts';
import { CheckBeforeSaving } from '../../connections/credentials/checkBeforeSaving.ts';
import { askForKey } from '../../connections/credentials/keyPrompt.ts';
import { mayAuthenticate } from '../../connections/plainHttp/plainAuthentication.ts';
import { askForText, type PromptStep } from '../../display/textPrompt.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import { shown } from '../../text/shown.ts';
import { endpointPrompt, readEndpointInput } from '../endpointInput.ts';
import { ConnectionDraft } from './connectionDraft.ts';

/**
 * Asks for a connection, one box after the other: name, endpoint, and a key or an authentication where the server wants one.
 * The last box saves all of it once its test has succeeded; until then nothing is kept.
 * @param hasBack whether there was a question before the first box
 */
export async function askForConnection(
  services: Services,
  provider: Provider,
  hasBack: boolean,
): Promise<Connection | 'back' | 'closed'> {
  const draft = new ConnectionDraft(services, provider);
  const total = provider.keyUrl === undefined ? 2 : 3;
  const boxes = [
    () => askForName(services, draft, { hasBack, step: { number: 1, total } }),
    () => askForEndpoint(services, draft, { number: 2, total }),
    () =>
      provider.isSelfHosted
        ? askForItsAuthentication(services, draft)
        : askForItsKey(services, draft, { number: 3, total }),
  ];
  for (let at = 0; !draft.isSaved; ) {
    const result = await boxes[at]?.();
    if (result !== 'accepted' && (result !== 'back' || at === 0)) {
      return result ?? 'closed';
    }
    at += result === 'back' ? -1 : 1;
  }
  return draft.connection;
}

function askForName(
  { log }: Services,
  draft: ConnectionDraft,
  { hasBack, step }: { readonly hasBack: boolean; readonly step: PromptStep },
): ReturnType<typeof askForText> {
  return askForText({
    title: l10n.t('Add Connection to {0}', shown(draft.provider.label)),
    prompt: l10n.t('Sets it apart from your other connections, for example the name of an account or a computer.'),
    placeholder: l10n.t('Name of the connection'),
    value: draft.name,
    ignoreFocusOut: true,
    step,
    hasBack,
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
function askForEndpoint(
  { log, plainHosts }: Services,
  draft: ConnectionDraft,
  step: PromptStep,
): ReturnType<typeof askForText> {
  const { label, provider } = draft;
  const checking = new CheckBeforeSaving({ label, of: 'connection' });
  return askForText({
    title: l10n.t('Endpoint of {0}', shown(label)),
    prompt: endpointPrompt(provider),
    placeholder: shown(provider.defaultEndpoint ?? 'https://'),
    value: draft.endpointText,
    ignoreFocusOut: true,
    step,
    hasBack: true,
    log,
    validate: (text) => readEndpointInput(text, provider).message,
    accept: async (text, signal) => {
      const { endpoint: written, message } = readEndpointInput(text, provider);
      const endpoint = written === '' ? provider.defaultEndpoint : written;
      if (endpoint === undefined) {
        return message ?? false;
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
}

function askForItsKey({ log }: Services, draft: ConnectionDraft, step: PromptStep): ReturnType<typeof askForKey> {
  return askForKey({
    connection: draft.connection,
    endpoint: draft.endpoint,
    step,
    log,
    check: (key, signal) => draft.check({ key }, signal),
    save: (key) => draft.save(key),
  });
}

function askForItsAuthentication(
  { context, log }: Services,
  draft: ConnectionDraft,
): ReturnType<typeof askForAuthentication> {
  return askForAuthentication({
    connection: draft.connection,
    log,
    isAllowed: () => mayAuthenticate(context, draft.endpoint, draft.label),
    ...(draft.needsCredentials === 'maybe' && { saveWithout: () => draft.save() }),
    check: (found, signal) => draft.check({ headers: authenticationHeaders(found) }, signal),
    save: (found) => draft.save(JSON.stringify(found)),
  });
}
