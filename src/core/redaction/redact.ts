import { type SecretForms, secretForms } from './secretForms.ts';

/** Maximum length of a redacted text in UTF-16 units: enough for a log line, and short enough for every pattern below. */
const maxLength = 16_384;

const mark = '[redacted]';

const secretNames =
  'proxy-authorization|authorization|x-api-key|x-runway-[a-z-]*key|api[-_]?key|access[-_]?token|auth[-_]?token|' +
  'refresh[-_]?token|token|secret|password|passwd|cookie|set-cookie|signature|policy|x-amz-[a-z0-9-]+|awsaccesskeyid';

/**
 * `name: value`, `name=value`, `"name": "value"`, also with escaped quotes as in JSON inside JSON; and the parameters of a URL
 * whose `&` and `=` are written as JSON or another URL does it.
 */
const namedSecret = new RegExp(
  `((?:^|\\\\u0026|%26|%3f|[^a-z0-9_-])(?:\\\\?["'])?(?:${secretNames})(?:\\\\?["'])?\\s{0,4}(?:[:=]|%3d)\\s{0,4})` +
    `(?:\\\\?"[^"]*"|\\\\?'[^']*'|(?:(?:bearer|basic|digest|token)\\s+)?[^\\s,;&"'<>{}]+)`,
  'gi',
);
const credentials = /\b(bearer|basic)\s+[a-z0-9._~+/=-]{6,}/gi;
const urlPattern = /\b([a-z][a-z0-9+.-]{1,15}:\/\/)([^\s"'<>\\]+)/gi;
/** RunningHub puts the key in the path of the ComfyUI it proxies: `/proxy/{apiKey}/…`, `/proxy-plus/{apiKey}/…`. */
const proxyPath = /(\/proxy(?:-plus)?\/)[^/\s"'?#<>\\]+/gi;

/**
 * A text as it may be written to a log: known secrets, credentials by name, URL queries, fragments and user names, and
 * keys in RunningHub's proxy paths are replaced.
 * @param secrets the keys in use, each of which is found in all of its forms
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  return redactForms(text, secretForms(secrets));
}

/** The same with forms that were prepared once for many texts. */
export function redactForms(text: string, forms: SecretForms | undefined): string {
  return withoutSecrets(text, forms)
    .replace(urlPattern, (_match, scheme: string, rest: string) => scheme + bareUrl(rest))
    .replace(proxyPath, '$1…')
    .replace(namedSecret, `$1${mark}`)
    .replace(credentials, `$1 ${mark}`);
}

/**
 * The beginning of a text, cut to the maximum length, with the secrets replaced. A secret across the cut is looked for
 * beyond it and replaced as a whole: half a key is still half a key.
 */
function withoutSecrets(text: string, forms: SecretForms | undefined): string {
  const isCut = text.length > maxLength;
  let end = Math.min(text.length, maxLength);
  let result = '';
  let done = 0;
  if (forms !== undefined) {
    const window = isCut ? text.slice(0, maxLength + forms.maxLength) : text;
    for (const { index, 0: found } of window.matchAll(forms.pattern)) {
      if (index >= end) {
        break;
      }
      result += window.slice(done, index) + mark;
      done = index + found.length;
      end = Math.max(end, done);
    }
  }
  result += text.slice(done, end);
  return isCut ? `${result}…` : result;
}

/** What follows `scheme://`, without user name, query and fragment. */
function bareUrl(rest: string): string {
  const end = rest.search(/[?#]/);
  const path = end === -1 ? rest : rest.slice(0, end);
  const slash = path.indexOf('/');
  const authority = slash === -1 ? path : path.slice(0, slash);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return host + path.slice(authority.length) + (end === -1 ? '' : '?…');
}
