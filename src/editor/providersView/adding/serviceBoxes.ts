import { type ConnectionOption, withDefaults } from '../../../core/providers/connectionOption.ts';
import type { Provider } from '../../../core/providers/provider.ts';
import { KeyParts } from '../../connections/credentials/keyPartBoxes.ts';
import type { Box } from '../../display/boxes.ts';
import { askForChoice } from '../../display/choicePrompt.ts';
import { linkButton } from '../../display/linkButton.ts';
import { askForText } from '../../display/textPrompt.ts';
import type { Services } from '../../services/services.ts';
import { endpointPartQuestion } from '../../text/connectionOptionText.ts';
import { l10n } from '../../text/l10n.ts';
import { shown } from '../../text/shown.ts';
import type { ConnectionDraft } from './connectionDraft.ts';
import { endpointBox, nameBox } from './draftBoxes.ts';
import { type AskedOptions, optionBox } from './optionBoxes.ts';

/**
 * The questions for a connection to one of several services that speak a provider's protocol: which one, what it has to know,
 * what is left open by that, the name, and the key.
 */
export function serviceBoxes(services: Services, draft: ConnectionDraft): () => readonly Box[] {
  const { provider } = draft;
  const { connectionOptions = [], keyParts = [] } = provider;
  const key = new KeyParts();
  const asked: AskedOptions = {
    label: shown(provider.label),
    options: connectionOptions,
    log: services.log,
    written: () => draft.options,
    write: (name, text) => draft.setOption(name, text),
  };
  const boxFor = (name: string): Box => {
    const option = connectionOptions.find((each) => each.name === name);
    return name === 'endpoint'
      ? endpointBox(services, draft)
      : option === undefined
        ? endpointPartBox(services, draft, name)
        : optionBox(asked, option);
  };
  return () => {
    const { asks = [] } = draft.preset ?? {};
    const open = openOptions(draft, connectionOptions).filter(({ name }) => !asks.includes(name));
    const credentials = key.boxes({
      connection: () => draft.connection,
      endpoint: () => draft.endpoint,
      parts: keyParts,
      environment: process.env,
      log: services.log,
      check: (found, signal) => draft.check({ key: found }, signal),
      save: (found) => draft.save(found),
    });
    return [
      serviceBox(services, draft),
      ...asks.map(boxFor),
      ...open.map((option) => optionBox(asked, option)),
      nameBox(services, draft),
      ...credentials,
    ];
  };
}

/** Options that the service doesn't decide, or decides so that it can't work with what was entered. */
function openOptions({ preset, options }: ConnectionDraft, all: Provider['connectionOptions'] = []) {
  const complete = withDefaults(all, options);
  return all.filter(({ name, isAsked, accepts }: ConnectionOption) => {
    const decided = preset?.options[name];
    const isOpen = decided === undefined || !accepts(decided, complete);
    return isOpen && isAsked?.(complete) !== false;
  });
}

function serviceBox({ log }: Services, draft: ConnectionDraft): Box {
  const { label, presets = [] } = draft.provider;
  return (place) =>
    askForChoice({
      title: l10n.t('Add Connection to {0}', shown(label)),
      placeholder: l10n.t('Choose the service'),
      choices: presets.map((preset) => {
        const { documentationUrl } = preset;
        const documentation = l10n.t('Open Documentation');
        // A service without a page of its own is none: anything that isn't in the list.
        return documentationUrl === undefined
          ? { label: l10n.t('Other'), description: l10n.t('any other service or server'), value: preset }
          : {
              label: shown(preset.label),
              description: shown(preset.endpoint),
              buttons: [linkButton('link-external', documentation, documentationUrl)],
              value: preset,
            };
      }),
      chosen: draft.preset,
      ...place,
      log,
      accept: (preset) => draft.choosePreset(preset),
    });
}

/** Asks for a name in the service's endpoint, which is one label of a host. */
function endpointPartBox({ log }: Services, draft: ConnectionDraft, part: string): Box {
  const { name, purpose } = endpointPartQuestion(part);
  const format = l10n.t('Use only letters, digits and hyphens.');
  const problem = (text: string) => (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(text.trim()) ? undefined : format);
  return (place) =>
    askForText({
      title: l10n.t('{0} of {1}', name, shown(draft.provider.label)),
      prompt: purpose,
      placeholder: name,
      value: draft.placeholder(part),
      ignoreFocusOut: true,
      ...place,
      log,
      validate: (text) => (text === '' ? undefined : problem(text)),
      accept: async (text) => {
        draft.setPlaceholder(part, text.trim());
        return problem(text) ?? true;
      },
    });
}
