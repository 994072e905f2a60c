import { pathWithoutEndSlashes } from '../../http/guards/endpointUrl.ts';
import type { Provider } from '../../providers/provider.ts';
import { providerById } from '../../providers/registry.ts';
import type { RunCall, Template, TextRange, Variable } from '../../providers/run/runCall.ts';
import type { KeyInFile } from '../../workflow/scan/keysInFile.ts';
import { type Account, needsKey } from '../accounts/account.ts';
import { isSecretSegment } from '../accounts/secrets.ts';

/** A `POST` as it goes to an account's server. Whatever is secret in it is an environment variable. */
export interface RunRequest {
  readonly url: Template;
  /** Name and password, where HTTP Basic authentication is asked for. */
  readonly user?: Template;
  readonly headers: readonly (readonly [name: string, value: Template])[];
  /** JSON. */
  readonly body: Template;
}

/** The document that is run. */
interface DocumentText {
  readonly text: string;
  /** The API keys in it. */
  readonly keys: readonly KeyInFile[];
}

/** UTF-16 units. Anything shorter isn't a key, and would be found in the middle of words. */
const minKeyLength = 8;

/** What stands for an account's API key; `undefined` where its server needs none. */
export function keyVariable({ provider, endpoint, key }: Account): Variable | undefined {
  return needsKey(provider, endpoint) || key !== '' ? keyVariableOf(provider) : undefined;
}

/** The call of a provider as it goes to an account's server. */
export function runRequest(account: Account, { path, headers, body }: RunCall, document: DocumentText): RunRequest {
  const { user, fields } = authentication(account);
  const secrets = secretsIn(document, account);
  return {
    url: [...addressOf(account), ...(path.length === 0 ? [] : ['/', ...path])],
    ...(user === undefined ? {} : { user }),
    headers: [...Object.entries(headers), ['content-type', ['application/json']], ...fields],
    body: body.flatMap((part) =>
      typeof part === 'object' && 'start' in part ? withoutSecrets(document.text, part, secrets) : [part],
    ),
  };
}

/** Under the name by which the provider's own tools look for it, where they do. */
function keyVariableOf(provider: Provider): Variable {
  return { variable: provider.environmentKey ?? `${constantCase(provider.id)}_API_KEY` };
}

/** A path may be a key, as in RunningHub's `/proxy/<apiKey>`, and isn't followed by a slash. */
function addressOf({ endpoint, provider }: Account): Template {
  const variable = `${constantCase(provider.id)}_ENDPOINT_KEY`;
  const segments = pathWithoutEndSlashes(endpoint).split('/').slice(1);
  return [
    endpoint.origin,
    ...segments.flatMap((segment, index) => [
      '/',
      isSecretSegment(segment, segments[index - 1]) ? { variable } : segment,
    ]),
  ];
}

/** What is sent to whatever stands in front of a server that people run themselves. */
function authentication({ headers = {}, provider }: Account): Pick<RunRequest, 'user'> & {
  readonly fields: RunRequest['headers'];
} {
  const prefix = constantCase(provider.id);
  const { authorization, ...others } = headers;
  const scheme = /^(?:Bearer|Basic) /.exec(authorization ?? '')?.[0].trim();
  const named = Object.keys(scheme === undefined ? headers : others);
  const fields = named.map((name) => [name, [{ variable: constantCase(name) }]] as const);
  switch (scheme) {
    case 'Basic':
      return { user: [{ variable: `${prefix}_USER` }, ':', { variable: `${prefix}_PASSWORD` }], fields };
    case 'Bearer':
      return { fields: [['authorization', ['Bearer ', { variable: `${prefix}_TOKEN` }]], ...fields] };
    default:
      return { fields };
  }
}

/** `comfyServer` and `comfy-server` as the name of an environment variable: `COMFY_SERVER`. */
function constantCase(name: string): string {
  const words = name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').replace(/[^0-9A-Za-z]+/g, '_');
  return words.toUpperCase().replace(/^(?=\d|_|$)/, 'X_');
}

interface Secret extends TextRange {
  readonly variable: string;
}

/** The keys that a document contains, the account's own among them wherever it is, in order. */
function secretsIn({ text, keys }: DocumentText, { provider, key }: Account): readonly Secret[] {
  const found = keys.map(({ offset, value, key: each, provider: owner }): Secret => {
    const start = offset + 1 + value.indexOf(each);
    const { variable } = keyVariableOf(owner === undefined ? provider : providerById(owner));
    return { start, end: start + each.length, variable };
  });
  for (
    let start = key.length < minKeyLength ? -1 : text.indexOf(key);
    start >= 0;
    start = text.indexOf(key, start + 1)
  ) {
    found.push({ start, end: start + key.length, variable: keyVariableOf(provider).variable });
  }
  return found.sort((a, b) => a.start - b.start);
}

function withoutSecrets(text: string, range: TextRange, secrets: readonly Secret[]): Template {
  const parts: (string | Variable)[] = [];
  let end = range.start;
  for (const secret of secrets) {
    // One that is found twice, or isn't in this part of the document.
    if (secret.start >= end && secret.end <= range.end) {
      parts.push(text.slice(end, secret.start), { variable: secret.variable });
      end = secret.end;
    }
  }
  return [...parts, text.slice(end, range.end)].filter((part) => part !== '');
}
