import type { Authentication, AuthenticationPart } from '../../../core/uploads/accounts/authentication.ts';
import { l10n } from '../../text/l10n.ts';
import { type ShownText, shown } from '../../text/shown.ts';

/** One box of several. */
export interface AuthenticationQuestion {
  readonly part: AuthenticationPart;
  readonly prompt: ShownText;
  readonly placeholder: ShownText;
  /** Whether an empty text ends the questions. */
  readonly mayEnd?: boolean;
  /** The header field whose value is asked for: people copy it together with its value. */
  readonly field?: string;
}

/** A way to authenticate with a server. */
export interface AuthenticationMethod {
  readonly label: ShownText;
  readonly detail: ShownText;
  /** What to ask after these answers. */
  question(answers: readonly string[]): AuthenticationQuestion;
  /** `undefined` while there is more to ask. */
  result(answers: readonly string[]): Authentication | undefined;
}

/** All of them, the usual ones first. */
export function authenticationMethods(): readonly AuthenticationMethod[] {
  return [bearer(), userAndPassword(), cloudflareAccess(), headerFields()];
}

function bearer(): AuthenticationMethod {
  return {
    label: l10n.t('Bearer token'),
    detail: l10n.t('One token, as many proxies and API gateways expect'),
    question: () => ({
      part: 'token',
      prompt: l10n.t("The token without the word Bearer. Stored in VS Code's secret storage."),
      placeholder: l10n.t('Paste the token and press Enter'),
    }),
    result: ([token]) => (token === undefined ? undefined : { type: 'bearer', token }),
  };
}

function userAndPassword(): AuthenticationMethod {
  const questions: readonly [AuthenticationQuestion, AuthenticationQuestion] = [
    { part: 'user', prompt: l10n.t('The user name that the server asks for.'), placeholder: l10n.t('User name') },
    {
      part: 'password',
      prompt: l10n.t("The password for this user name. Stored in VS Code's secret storage."),
      placeholder: l10n.t('Password'),
    },
  ];
  return {
    label: l10n.t('User name and password'),
    detail: l10n.t('What a browser asks for in a small window, such as nginx with auth_basic'),
    question: ({ length }) => questions[length === 0 ? 0 : 1],
    result: ([user = '', password]) => (password === undefined ? undefined : { type: 'basic', user, password }),
  };
}

function cloudflareAccess(): AuthenticationMethod {
  const [id, secret] = ['CF-Access-Client-Id', 'CF-Access-Client-Secret'];
  return {
    label: l10n.t('Cloudflare Access service token'),
    detail: l10n.t('The header fields CF-Access-Client-Id and CF-Access-Client-Secret'),
    question: ({ length }) => questionForValue(length === 0 ? id : secret),
    result: ([idValue = '', secretValue]) =>
      secretValue === undefined ? undefined : { type: 'headers', headers: { [id]: idValue, [secret]: secretValue } },
  };
}

/** Names and values in turn, until the next name is left empty. */
function headerFields(): AuthenticationMethod {
  return {
    label: l10n.t('Header fields'),
    detail: l10n.t('Any names and values, such as X-API-Key'),
    question: (answers) => {
      const name = answers.length % 2 === 1 ? answers.at(-1) : undefined;
      if (name !== undefined) {
        return questionForValue(name);
      }
      const isFirst = answers.length === 0;
      return {
        part: 'headerName',
        prompt: isFirst
          ? l10n.t('The name of the header field, for example X-API-Key.')
          : l10n.t('The name of another header field. Leave it empty if there are no more.'),
        placeholder: l10n.t('Name of the header field'),
        mayEnd: !isFirst,
      };
    },
    result: (answers) => {
      if (answers.length < 2 || answers.at(-1) !== '') {
        return undefined;
      }
      const pairs = answers.slice(0, -1);
      const names = pairs.filter((_answer, index) => index % 2 === 0);
      return {
        type: 'headers',
        headers: Object.fromEntries(names.map((name, index) => [name, pairs[2 * index + 1] ?? ''])),
      };
    },
  };
}

function questionForValue(field: string): AuthenticationQuestion {
  return {
    part: 'headerValue',
    prompt: l10n.t("The value of the header field {0}. Stored in VS Code's secret storage.", shown(field)),
    placeholder: l10n.t('Paste the value and press Enter'),
    field,
  };
}
