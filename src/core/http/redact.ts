/** Maximum length of a redacted text; a log line needs no more, and every pattern below stays fast. */
const maxLength = 16_384;
/** Removing shorter "secrets" would remove half of every sentence. */
const minSecretLength = 4;

const mark = '[redacted]';

const secretNames =
  'proxy-authorization|authorization|x-api-key|x-runway-[a-z-]*key|api[-_]?key|access[-_]?token|auth[-_]?token|' +
  'refresh[-_]?token|token|secret|password|passwd|cookie|set-cookie|signature|policy|x-amz-[a-z0-9-]+|awsaccesskeyid';

/** `name: value`, `name=value`, `"name": "value"`, also with escaped quotes as in JSON inside JSON. */
const namedSecret = new RegExp(
  `((?:^|[^a-z0-9_-])(?:\\\\?["'])?(?:${secretNames})(?:\\\\?["'])?\\s{0,4}[:=]\\s{0,4})` +
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
 * @param secrets the keys in use; also found in their URL-encoded form
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let result = withoutSecrets(text, secrets);
  if (result.length > maxLength) {
    result = `${result.slice(0, maxLength)}…`;
  }
  return result
    .replace(urlPattern, (_match, scheme: string, rest: string) => scheme + bareUrl(rest))
    .replace(proxyPath, '$1…')
    .replace(namedSecret, `$1${mark}`)
    .replace(credentials, `$1 ${mark}`);
}

/** Replaces the given secrets wherever they are, before the text is cut: half a key is still half a key. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  let result = text;
  for (const secret of secrets) {
    if (secret.length >= minSecretLength) {
      result = result.replaceAll(secret, mark);
      const encoded = encodeURIComponent(secret);
      if (encoded !== secret) {
        result = result.replaceAll(encoded, mark);
      }
    }
  }
  return result;
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
