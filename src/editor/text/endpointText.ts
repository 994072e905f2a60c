import type { EndpointProblem } from '../../core/errors.ts';
import { l10n } from './l10n.ts';
import type { ShownText } from './shown.ts';

/** What an endpoint must be that isn't. The text itself isn't quoted: it may be a key that was pasted by mistake. */
export function endpointRule(problem: EndpointProblem): ShownText {
  switch (problem) {
    case 'notUrl':
      return l10n.t('An endpoint must be a web address, such as https://example.com.');
    case 'schemeMissing':
      return l10n.t('The scheme is missing: an endpoint must start with https:// or http://.');
    case 'schemeUnsupported':
      return l10n.t('An endpoint must start with https:// or http://.');
    case 'plainHttp':
      return l10n.t('An endpoint on another computer must start with https://; http:// is allowed for this one only.');
    case 'publicPlainHttp':
      return l10n.t(
        'This host may be anywhere on the internet, so the endpoint must start with https://; http:// is allowed for this computer and the local network only.',
      );
    case 'plainHttpNotAllowed':
      return l10n.t(
        "Files would cross the network unencrypted (http://), which you haven't agreed to. Test the connection in the Providers view to be asked.",
      );
    case 'unspecifiedAddress':
      return l10n.t(
        'A server listens at this address, but it names no computer. Use http://127.0.0.1 for this computer, or the name or address of the other one.',
      );
    case 'credentials':
      return l10n.t("An endpoint can't contain a user name or password.");
    case 'query':
      return l10n.t("An endpoint can't contain a query or fragment: remove ? or # and what follows.");
    case 'path':
      return l10n.t(
        "This endpoint can't have a path: remove everything after the host. The bucket is an option of its own.",
      );
    case 'noSubdomain':
      return l10n.t(
        "The bucket's name can't be put in front of this host: choose the path style, or use a host name in place of an IP address.",
      );
  }
}
