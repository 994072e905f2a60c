import type { Log } from '../../../core/log.ts';
import type { KeyPart } from '../../../core/providers/connectionOption.ts';
import { type Connection, connectionLabel } from '../../../core/uploads/accounts/connection.ts';
import type { Box } from '../../display/boxes.ts';
import { askForChoice } from '../../display/choicePrompt.ts';
import { linkButton } from '../../display/linkButton.ts';
import { askForText, type PromptMessage } from '../../display/textPrompt.ts';
import { l10n } from '../../text/l10n.ts';
import { type ShownText, shown } from '../../text/shown.ts';
import { CheckBeforeSaving } from './checkBeforeSaving.ts';
import { type KeyReason, keyPromptText } from './keyReason.ts';

interface KeyPartsOptions {
  /** As it is when a box opens: until then its name and endpoint may still be asked for. */
  connection(): Connection;
  endpoint(): URL;
  readonly parts: readonly KeyPart[];
  /** `undefined` where no key was saved before. */
  readonly reason?: KeyReason | undefined;
  /** The variables VS Code was started with, which no setting of a workspace changes. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** One free call with the candidate key. @throws UploadError */
  check(key: string, signal: AbortSignal): Promise<unknown>;
  /** @returns what prevents that, as a sentence; the box stays open then */
  save(key: string): Promise<PromptMessage | undefined>;
}

/** What was entered of a key that consists of several texts, kept while the person goes back and forth between its boxes. */
export class KeyParts {
  readonly #values = new Map<string, string>();
  #isFromEnvironment: boolean | undefined;

  /**
   * Asks for each part, or first whether those in the environment are to be used; then only the last one is left to confirm.
   * The last box tests the key and saves it; where the test fails for another reason than the key, a second Enter saves it
   * anyway.
   */
  boxes(options: KeyPartsOptions): readonly Box[] {
    const { parts, environment } = options;
    const all = parts.map((part, index) => this.#partBox(part, { options, isLast: index === parts.length - 1 }));
    if (!parts.every(({ variable, isOptional }) => isOptional || variableIn(environment, variable) !== '')) {
      return all;
    }
    return [this.#sourceBox(options), ...(this.#isFromEnvironment ? all.slice(-1) : all)];
  }

  #sourceBox({ connection, endpoint, parts, environment, log }: KeyPartsOptions): Box {
    const [first] = parts;
    const variable = shown(first?.variable ?? '');
    return (place) =>
      askForChoice({
        title: l10n.t('Key for {0}', shown(connectionLabel(connection()))),
        placeholder: l10n.t(
          'Use the key in {0}? It is stored for {1} and sent only there.',
          variable,
          shown(endpoint().host),
        ),
        choices: [
          {
            label: l10n.t('Use the key in {0}', variable),
            ...(first === undefined || first.isSecret
              ? {}
              : { description: shown(variableIn(environment, first.variable)) }),
            value: true,
          },
          { label: l10n.t('Enter another key'), value: false },
        ],
        chosen: this.#isFromEnvironment,
        ...place,
        log,
        accept: (isFromEnvironment) => {
          if (isFromEnvironment !== this.#isFromEnvironment) {
            this.#isFromEnvironment = isFromEnvironment;
            this.#values.clear();
          }
          for (const part of isFromEnvironment ? parts : []) {
            this.#values.set(part.name, variableIn(environment, part.variable));
          }
        },
      });
  }

  #partBox(part: KeyPart, { options, isLast }: { readonly options: KeyPartsOptions; readonly isLast: boolean }): Box {
    const { connection, endpoint, parts, reason, log, check, save } = options;
    const name = shown(part.label);
    return (place) => {
      const { keyUrl } = connection().provider;
      const label = connectionLabel(connection());
      const checking = new CheckBeforeSaving({ label, of: 'connection' });
      const value = this.#values.get(part.name) ?? '';
      const variable = this.#isFromEnvironment && value !== '' ? part.variable : undefined;
      return askForText({
        title: l10n.t('{0} for {1}', name, shown(label)),
        prompt: keyPromptText(label, { endpoint: endpoint(), reason, variable }),
        placeholder: part.isOptional ? l10n.t('Leave it empty if you have none') : name,
        value,
        isSecret: part.isSecret,
        ignoreFocusOut: true,
        ...place,
        buttons: keyUrl === undefined ? [] : [linkButton('link-external', l10n.t('Where to get a key'), keyUrl)],
        log,
        accept: async (text, signal) => {
          const problem = partProblem(part, text.trim());
          if (problem !== undefined) {
            return problem;
          }
          this.#values.set(part.name, text.trim());
          if (!isLast) {
            return true;
          }
          const key = keyOf(parts, this.#values);
          return (await checking.problem(key, signal, () => check(key, signal))) ?? (await save(key)) ?? true;
        },
      });
    };
  }
}

/** The parts as they are stored, without those that are empty. */
function keyOf(parts: readonly KeyPart[], values: ReadonlyMap<string, string>): string {
  const entries = parts.map(({ name }) => [name, values.get(name) ?? ''] as const);
  return JSON.stringify(Object.fromEntries(entries.filter(([, value]) => value !== '')));
}

function partProblem({ label, isOptional }: KeyPart, text: string): ShownText | undefined {
  if (text === '') {
    return isOptional ? undefined : l10n.t('Enter this first: {0}.', shown(label));
  }
  // It goes into a header field: anything but visible ASCII must have been pasted by mistake.
  return /^[\x21-\x7e]+$/.test(text)
    ? undefined
    : l10n.t("{0} can't contain spaces or special characters. Paste only that.", shown(label));
}

function variableIn(environment: KeyPartsOptions['environment'], variable: string): string {
  return environment[variable]?.trim() ?? '';
}
