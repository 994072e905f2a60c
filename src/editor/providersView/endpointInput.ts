import { InputBoxValidationSeverity } from 'vscode';
import { type EndpointPolicy, endpointProblem, withScheme } from '../../core/http/guards/endpointProblem.ts';
import { parseEndpoint } from '../../core/http/guards/endpointUrl.ts';
import type { Provider } from '../../core/providers/provider.ts';
import type { InputBoxMessage } from '../display/window.ts';
import { endpointRule } from '../text/endpointText.ts';
import { l10n } from '../text/l10n.ts';
import { joined, type ShownText, shown } from '../text/shown.ts';

export interface EndpointInput {
  /** What Enter saves, empty for the default; `undefined` where the text can't be used. */
  readonly endpoint: string | undefined;
  /** What to know about the text before pressing Enter. */
  readonly message?: InputBoxMessage;
}

/** What to enter, above the box. */
export function endpointPrompt({ defaultEndpoint }: Pick<Provider, 'defaultEndpoint'>): ShownText {
  return defaultEndpoint === undefined
    ? l10n.t('The address of the service, without the name of the bucket.')
    : l10n.t('Leave it empty for the default, {0}.', shown(defaultEndpoint));
}

/** What can be said of the text of an endpoint while it is typed. */
export function readEndpointInput(text: string, policy: EndpointPolicy): EndpointInput {
  const trimmed = text.trim();
  const problem = trimmed === '' ? undefined : endpointProblem(trimmed, policy);
  if (problem === 'schemeMissing') {
    const endpoint = withScheme(trimmed, policy) ?? '';
    const offer = l10n.t('Press Enter to use {0}.', shown(endpoint));
    return {
      endpoint,
      message: { message: joined([endpointRule(problem), offer], ' '), severity: InputBoxValidationSeverity.Warning },
    };
  }
  if (problem !== undefined) {
    return {
      endpoint: undefined,
      message: { message: endpointRule(problem), severity: InputBoxValidationSeverity.Error },
    };
  }
  return { endpoint: trimmed, ...(trimmed === '' ? {} : punycodeNotice(parseEndpoint(trimmed, policy))) };
}

/** A host in another script may look exactly like a well-known one. */
function punycodeNotice({ host, hostname }: URL): Pick<EndpointInput, 'message'> {
  return hostname.split('.').some((label) => label.startsWith('xn--'))
    ? {
        message: {
          message: l10n.t("This host is {0}. It isn't the one it may look like.", shown(host)),
          severity: InputBoxValidationSeverity.Warning,
        },
      }
    : {};
}
