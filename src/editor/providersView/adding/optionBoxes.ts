import type { Log } from '../../../core/log.ts';
import { type ConnectionOption, withDefaults } from '../../../core/providers/connectionOption.ts';
import type { ProviderOptions } from '../../../core/providers/providerSetting.ts';
import type { Box } from '../../display/boxes.ts';
import { askForChoice } from '../../display/choicePrompt.ts';
import { askForText } from '../../display/textPrompt.ts';
import { choiceText, optionQuestion } from '../../text/connectionOptionText.ts';
import { l10n } from '../../text/l10n.ts';
import type { ShownText } from '../../text/shown.ts';

/** The options of a connection that somebody is asked about. */
export interface AskedOptions {
  /** What the connection is called in the title of each box. */
  readonly label: ShownText;
  readonly options: readonly ConnectionOption[];
  readonly log: Log;
  /** As written so far. */
  written(): ProviderOptions;
  /** @param text empty for the default */
  write(name: string, text: string): void;
}

/** Asks for one option, in a list where it has only a few values. */
export function optionBox(asked: AskedOptions, option: ConnectionOption): Box {
  return option.choices === undefined ? textBox(asked, option) : choiceBox(asked, option, Object.keys(option.choices));
}

function textBox({ label, options, log, written, write }: AskedOptions, option: ConnectionOption): Box {
  const { name, purpose, format } = optionQuestion(option);
  const problem = (text: string): ShownText | undefined => {
    const complete = withDefaults(options, { ...written(), [option.name]: text });
    return option.accepts(complete[option.name] ?? '', complete) ? undefined : format;
  };
  return (place) =>
    askForText({
      title: l10n.t('{0} of {1}', name, label),
      prompt: purpose,
      placeholder: format,
      value: written()[option.name] ?? option.default,
      ignoreFocusOut: true,
      ...place,
      log,
      // Nobody has done anything wrong before they have typed something.
      validate: (text) => (text.trim() === '' ? undefined : problem(text)),
      accept: async (text) => {
        const found = problem(text);
        if (found === undefined) {
          write(option.name, text.trim());
        }
        return found ?? true;
      },
    });
}

function choiceBox(
  { label, options, log, written, write }: AskedOptions,
  option: ConnectionOption,
  values: readonly string[],
): Box {
  const { name, purpose } = optionQuestion(option);
  return (place) => {
    const complete = withDefaults(options, written());
    const usable = values.filter((value) => option.accepts(value, { ...complete, [option.name]: value }));
    return askForChoice({
      title: l10n.t('{0} of {1}', name, label),
      placeholder: purpose,
      choices: usable.map((value) => {
        const { label: named, detail } = choiceText(option, value);
        return { label: named, detail, value };
      }),
      chosen: complete[option.name],
      ...place,
      log,
      accept: (value) => write(option.name, value),
    });
  };
}
