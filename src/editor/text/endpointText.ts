import type { EndpointProblem } from '../../core/errors.ts';
import { l10n } from './l10n.ts';
import type { ShownText } from './shown.ts';

/** What an endpoint must be that isn't. The text itself isn't quoted: it may be a key that was pasted by mistake. */
export function endpointRule(problem: EndpointProblem): ShownText {
  switch (problem) {
    case 'notUrl':
      return l10n.t('An endpoint must be a web address, such as https://example.com.');
    case 'schemeMissing':
      return l10n.t('The scheme is missing: an endpoint must start with https://.');
    case 'schemeUnsupported':
      return l10n.t('An endpoint must start with https://, or with http:// on this computer.');
    case 'plainHttp':
      return l10n.t('An endpoint on another computer must start with https://; http:// is allowed for this one only.');
    case 'credentials':
      return l10n.t("An endpoint can't contain a user name or password.");
    case 'query':
      return l10n.t("An endpoint can't contain a query or fragment: remove ? or # and what follows.");
  }
}
