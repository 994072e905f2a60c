import type { Provider } from '../../../core/providers/provider.ts';
import { authenticationHeaders } from '../../../core/uploads/accounts/authentication.ts';
import type { Connection } from '../../../core/uploads/accounts/connection.ts';
import { askForAuthentication } from '../../connections/credentials/authenticationPrompt.ts';
import { askForKey } from '../../connections/credentials/keyPrompt.ts';
import { mayAuthenticate } from '../../connections/plainHttp/plainAuthentication.ts';
import { askInTurn, type Box, type PromptStep } from '../../display/boxes.ts';
import type { Services } from '../../services/services.ts';
import { ConnectionDraft } from './connectionDraft.ts';
import { endpointBox, nameBox } from './draftBoxes.ts';
import { serviceBoxes } from './serviceBoxes.ts';

/**
 * Asks for a connection, one box after the other: name, endpoint, and a key or an authentication where the server wants one;
 * where the provider stands for several services, for the service first. The last box saves all of it once its test has
 * succeeded; until then nothing is kept.
 * @param hasBack whether there was a question before the first box
 */
export async function askForConnection(
  services: Services,
  provider: Provider,
  hasBack: boolean,
): Promise<Connection | 'back' | 'closed'> {
  const draft = new ConnectionDraft(services, provider);
  const boxes = provider.presets === undefined ? serverBoxes(services, draft) : serviceBoxes(services, draft);
  const result = await askInTurn(() => (draft.isSaved ? [] : boxes()), hasBack);
  return draft.isSaved ? draft.connection : result === 'back' ? 'back' : 'closed';
}

function serverBoxes(services: Services, draft: ConnectionDraft): () => readonly Box[] {
  const name = nameBox(services, draft);
  const endpoint = endpointBox(services, draft);
  const authentication: Box = () => askForItsAuthentication(services, draft);
  const key: Box = ({ step }) => askForItsKey(services, draft, step);
  return () => {
    const wantsAuthentication = draft.needsCredentials !== 'no';
    const last = draft.provider.isSelfHosted ? (wantsAuthentication ? [authentication] : []) : [key];
    return [name, endpoint, ...last];
  };
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
