import type { UploadError } from '../../core/errors.ts';
import { l10n } from './l10n.ts';
import { joined, type ShownText, shown } from './shown.ts';

/** Whether a self-hosted server requires authentication. */
export function asksToSignIn({ details: { replyProblem } }: UploadError): boolean {
  return replyProblem === 'passwordRequired' || replyProblem === 'tokenRequired' || replyProblem === 'accessDenied';
}

/** What a sentence about a reply is made of. */
interface ReplyFailure {
  readonly error: UploadError;
  /** The provider's name inside a sentence, and at its beginning. */
  readonly provider: ShownText;
  readonly subject: ShownText;
}

/**
 * What the reply of a server that people run themselves shows, and what to do about it. `undefined` where it shows nothing
 * beyond the failure's code, or something about the file.
 */
export function replyProblemText(failure: ReplyFailure): ShownText | undefined {
  const sentence = sentenceAbout(failure);
  const { server } = failure.error.details;
  return sentence === undefined || server === undefined
    ? sentence
    : joined([sentence, l10n.t('The server identifies itself as {0}.', shown(server))], ' ');
}

function sentenceAbout({ error: { details }, provider, subject }: ReplyFailure): ShownText | undefined {
  const { replyProblem, status = 0 } = details;
  switch (replyProblem) {
    case 'webPage':
      return l10n.t(
        'The endpoint of {0} leads to a web page: another server runs there, or a sign-in page is in front of it. Open the endpoint in a browser to see which.',
        provider,
      );
    case 'otherServer':
      return l10n.t('Another kind of server answers at the endpoint of {0}. Check the host and the port.', provider);
    case 'wrongPath':
      return l10n.t(
        'The server at the endpoint of {0} has nothing at this path (HTTP {1}). Check the port, and the path where a reverse proxy needs one.',
        provider,
        status,
      );
    case 'passwordRequired':
      return l10n.t(
        'The server at the endpoint of {0} asks for a user name and password. Set its authentication, or check the one that is set.',
        provider,
      );
    case 'tokenRequired':
      return l10n.t(
        'The server at the endpoint of {0} asks for a sign-in. Set its authentication, such as a token, or check the one that is set.',
        provider,
      );
    case 'accessDenied':
      return l10n.t(
        'The server at the endpoint of {0} denies access (HTTP {1}). If there is a proxy in front of it, set the authentication it expects, or allow this computer there.',
        provider,
        status,
      );
    case 'originRule':
      return l10n.t(
        '{0} rejected the request as coming from another website (HTTP 403). Have the proxy in front of it keep the Host header and add no Origin header, or start it with --enable-cors-header.',
        subject,
      );
    case 'httpsRequired':
      return l10n.t('The server at the endpoint of {0} expects https. Start the endpoint with https://.', provider);
    case 'unusableName':
      return l10n.t('{0} stored the file under a name that no workflow can use.', subject);
    default:
      return undefined;
  }
}
