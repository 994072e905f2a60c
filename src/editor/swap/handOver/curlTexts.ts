import type { Provider } from '../../../core/providers/provider.ts';
import type { RunProblem } from '../../../core/providers/run/runCall.ts';
import type { ShellKind } from '../../../core/uploads/handOver/shells.ts';
import { l10n } from '../../text/l10n.ts';
import { formatList } from '../../text/names.ts';
import { nameLength, type ShownText, shown } from '../../text/shown.ts';

/** Why there is no command that runs a document. */
export type NoCommand =
  | RunProblem
  /** It isn't JSON as APIs read it. */
  | 'notJson'
  /** It contains a request per line. */
  | 'jsonLines'
  /** It is in no format that any provider runs. */
  | 'unknownFormat';

/** @param provider that was to run it; `undefined` where there is none in particular */
export function noCommandText(name: string, reason: NoCommand, provider: Provider | undefined): ShownText {
  const file = shown(name, nameLength);
  switch (reason) {
    case 'notJson':
      return l10n.t(
        "{0} can't be sent as it is: it has comments, trailing commas or mistakes, which no API accepts.",
        file,
      );
    case 'jsonLines':
      return l10n.t('{0} contains one request per line. Copy the line you want to run into a file of its own.', file);
    case 'uiFormat':
      return l10n.t(
        '{0} is in UI format, which no API runs. Export it in API format: in ComfyUI, choose Export (API) in the Workflow menu.',
        file,
      );
    case 'otherFormat':
      return provider === undefined
        ? noCommandText(name, 'unknownFormat', provider)
        : l10n.t(
            "{0} can't be sent to {1} as it is: it isn't one of its requests, or contains other things as well.",
            file,
            shown(provider.label),
          );
    case 'unknownFormat':
      return l10n.t("{0} isn't a request or workflow that any provider runs, so there is no command for it.", file);
  }
}

/** What a person should know about a command. */
interface CommandFacts {
  /** The environment variables in it. */
  readonly variables: readonly string[];
  readonly shell: ShellKind;
  /** How many API keys of the document are variables in it. */
  readonly keys: number;
  /** How many links in it are credentials. */
  readonly credentialLinks: number;
}

export function commandNotes({ variables, shell, keys, credentialLinks }: CommandFacts): readonly ShownText[] {
  const names = formatList(
    variables.map((variable) => shown(variable)),
    { style: 'long' },
  );
  return [
    ...(variables.length === 0
      ? []
      : [
          variables.length === 1
            ? l10n.t('Set the environment variable {0} before you run it.', names)
            : l10n.t('Set the environment variables {0} before you run it.', names),
        ]),
    ...(shell === 'powerShell' ? [l10n.t('It is written for PowerShell.')] : []),
    ...(keys === 0
      ? []
      : [
          keys === 1
            ? l10n.t('The API key in the workflow was replaced by a variable.')
            : l10n.t('The API keys in the workflow were replaced by variables.'),
        ]),
    ...(credentialLinks === 0
      ? []
      : [
          credentialLinks === 1
            ? l10n.t('It contains a link that lets anybody download the file, so keep it private.')
            : l10n.t('It contains links that let anybody download the files, so keep it private.'),
        ]),
  ];
}
