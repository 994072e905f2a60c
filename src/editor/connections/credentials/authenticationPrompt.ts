import type { Log } from '../../../core/log.ts';
import {
  type Authentication,
  type AuthenticationPart,
  isAuthenticationPart,
} from '../../../core/uploads/accounts/authentication.ts';
import { type Connection, connectionLabel } from '../../../core/uploads/accounts/connection.ts';
import { askForText, type PromptMessage } from '../../display/textPrompt.ts';
import { window } from '../../display/window.ts';
import { l10n } from '../../text/l10n.ts';
import { type ShownText, shown } from '../../text/shown.ts';
import {
  type AuthenticationMethod,
  type AuthenticationQuestion,
  authenticationMethods,
} from './authenticationMethods.ts';
import { CheckBeforeSaving } from './checkBeforeSaving.ts';

interface AuthenticationPromptOptions {
  readonly connection: Connection;
  readonly log: Log;
  /** One free call with these. @throws UploadError */
  check(candidate: Authentication, signal: AbortSignal): Promise<unknown>;
  /** @returns what prevents that, as a sentence; the box stays open then */
  save(found: Authentication): Promise<PromptMessage | undefined>;
  /** Asked once a method was chosen; `false` leads back to the methods. */
  isAllowed?(): Promise<boolean>;
  /** Where no authentication is a choice as well. @returns what prevents saving without any, as a sentence */
  saveWithout?(): Promise<ShownText | undefined>;
}

/**
 * Asks for the authentication method and then for each of its values; tests the connection with them and saves them. Where
 * the test fails, a second Enter saves them anyway.
 * @returns `back` when the list of methods was closed, `closed` when one of the boxes was
 */
export async function askForAuthentication(
  options: AuthenticationPromptOptions,
): Promise<'accepted' | 'back' | 'closed'> {
  const { connection, isAllowed, saveWithout } = options;
  const label = shown(connectionLabel(connection));
  for (;;) {
    const methods = authenticationMethods().map((method) => ({
      label: method.label,
      detail: method.detail,
      run: async () => (isAllowed === undefined || (await isAllowed()) ? askForParts(method, options) : 'back'),
    }));
    const picked = await window.showQuickPick([...methods, ...withoutAny(saveWithout)], {
      title: l10n.t('Authentication for {0}', label),
      placeHolder: l10n.t('What does the server, or the proxy in front of it, ask for?'),
      ignoreFocusOut: true,
    });
    const result = await picked?.run();
    if (result !== 'back') {
      return result ?? 'back';
    }
  }
}

/** The item that saves the connection without authentication; none where that isn't a choice. */
function withoutAny(save: AuthenticationPromptOptions['saveWithout']) {
  if (save === undefined) {
    return [];
  }
  const run = async (): Promise<'accepted' | 'back'> => {
    const problem = await save();
    if (problem === undefined) {
      return 'accepted';
    }
    void window.showErrorMessage(problem);
    return 'back';
  };
  const detail = l10n.t("Saves the connection as it is, although its test didn't succeed");
  return [{ label: l10n.t('No authentication'), detail, run }];
}

async function askForParts(
  method: AuthenticationMethod,
  { connection, log, check, save }: AuthenticationPromptOptions,
): Promise<'accepted' | 'back' | 'closed'> {
  const label = connectionLabel(connection);
  const checking = new CheckBeforeSaving({ label, of: 'authentication' });
  const answers: string[] = [];
  while (method.result(answers) === undefined) {
    const question = method.question(answers);
    const result = await askForText({
      title: l10n.t('Authentication for {0}', shown(label)),
      prompt: question.prompt,
      placeholder: question.placeholder,
      isSecret: question.part !== 'user' && question.part !== 'headerName',
      ignoreFocusOut: true,
      hasBack: true,
      log,
      accept: async (text, signal) => {
        const answer = answerIn(text, question);
        const problem = answerProblem(answer, question, answers);
        if (problem) {
          return problem;
        }
        const found = method.result([...answers, answer]);
        const failure =
          found &&
          ((await checking.problem(JSON.stringify(found), signal, () => check(found, signal))) ?? (await save(found)));
        if (failure) {
          return failure;
        }
        answers.push(answer);
        return true;
      },
    });
    if (result === 'closed' || (result === 'back' && answers.length === 0)) {
      return result;
    }
    if (result === 'back') {
      answers.pop();
    }
  }
  return 'accepted';
}

/** Blanks belong to a password, and to nothing else. Of `Name: value`, which web pages offer to copy, only the value counts. */
function answerIn(text: string, { part, field }: AuthenticationQuestion): string {
  if (part === 'password') {
    return text;
  }
  const trimmed = text.trim();
  const prefix = `${field}:`;
  return field !== undefined && trimmed.toLowerCase().startsWith(prefix.toLowerCase())
    ? trimmed.slice(prefix.length).trim()
    : trimmed;
}

function answerProblem(
  answer: string,
  { part, mayEnd }: AuthenticationQuestion,
  answers: readonly string[],
): ShownText | undefined {
  if (mayEnd && answer === '') {
    return undefined;
  }
  if (!isAuthenticationPart(part, answer)) {
    return partRule(part);
  }
  const isNamedAlready = answers.some((each, index) => index % 2 === 0 && each.toLowerCase() === answer.toLowerCase());
  return part === 'headerName' && isNamedAlready
    ? l10n.t('There is a value for this header field already.')
    : undefined;
}

/** What a part has to be. It isn't quoted: it may be a password in the wrong box. */
function partRule(part: AuthenticationPart): ShownText {
  switch (part) {
    case 'token':
      return l10n.t('A token has no spaces or special characters. Paste only the token, without the word Bearer.');
    case 'user':
      return l10n.t("A user name can't contain a colon.");
    case 'password':
      return l10n.t("A password can't contain line breaks or other control characters.");
    case 'headerName':
      return l10n.t("Enter only the header's name, such as X-API-Key. Names reserved by HTTP can't be used.");
    case 'headerValue':
      return l10n.t("The value of a header field can't be empty, or contain line breaks or special characters.");
  }
}
