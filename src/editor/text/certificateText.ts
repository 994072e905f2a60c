import type { UploadError } from '../../core/errors.ts';
import { providerById } from '../../core/providers/registry.ts';
import { l10n } from './l10n.ts';
import { joined, type ShownText, shown } from './shown.ts';

/** Why no secure connection was established, and what to do about it. */
export function tlsText({ details, provider: id }: UploadError, provider: ShownText): ShownText {
  const host = details.host === undefined ? provider : shown(details.host);
  const allowsPlainHttp = id !== undefined && providerById(id).allowsPlainHttp !== undefined;
  switch (details.certificateProblem) {
    case 'unknownIssuer': {
      const sentence = l10n.t(
        "This computer doesn't trust the certificate of {0}: it is self-signed, or its authority is unknown. Add the certificate or its authority to those that the operating system trusts. Turning off http.proxyStrictSSL would end this check for every server.",
        host,
      );
      return allowsPlainHttp
        ? joined([sentence, l10n.t('In the local network, you can use http:// instead.')], ' ')
        : sentence;
    }
    case 'expired':
      return l10n.t(
        "The certificate of {0} has expired. It has to be renewed on the server, unless this computer's clock is wrong.",
        host,
      );
    case 'notYetValid':
      return l10n.t("The certificate of {0} isn't valid yet. Check this computer's clock.", host);
    case 'otherHost':
      return l10n.t('The certificate of {0} was issued for another name. Use that name in the endpoint.', host);
    case 'noTls':
      return allowsPlainHttp
        ? l10n.t("{0} doesn't speak https. In the local network, start the endpoint with http://.", host)
        : l10n.t("{0} doesn't speak https. Check the endpoint and the proxy settings.", host);
    default:
      return l10n.t(
        "A secure connection to {0} couldn't be established. Check the certificate and proxy settings.",
        host,
      );
  }
}
