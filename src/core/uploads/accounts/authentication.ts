import * as v from 'valibot';

/** What a server that a person runs behind a reverse proxy asks for. */
export type Authentication =
  | { readonly type: 'bearer'; readonly token: string }
  | { readonly type: 'basic'; readonly user: string; readonly password: string }
  /** Fields by name, such as the two of Cloudflare Access. */
  | { readonly type: 'headers'; readonly headers: Readonly<Record<string, string>> };

/** Fields that frame the message or choose its recipient: a proxy never asks for them, and they would break the request. */
const reservedFields: readonly string[] = [
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** What each part may be, so that it can be sent: no control characters, no field that breaks a request. */
const parts = {
  token: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,8192}$/)),
  // A colon would end the name (RFC 7617, section 2).
  user: v.pipe(v.string(), v.regex(/^[^:\p{Cc}]{0,1000}$/u)),
  password: v.pipe(v.string(), v.regex(/^\P{Cc}{0,1000}$/u)),
  /** A header field's name and value as Node.js sends them (RFC 9110, sections 5.1 and 5.5). */
  headerName: v.pipe(
    v.string(),
    v.regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/),
    v.check((name) => !reservedFields.includes(name.toLowerCase())),
  ),
  headerValue: v.pipe(v.string(), v.regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/), v.maxLength(8192)),
} as const;

/** What a person is asked for, one by one. */
export type AuthenticationPart = keyof typeof parts;

const authentication = v.variant('type', [
  v.object({ type: v.literal('bearer'), token: parts.token }),
  v.object({ type: v.literal('basic'), user: parts.user, password: parts.password }),
  v.object({
    type: v.literal('headers'),
    headers: v.pipe(
      v.record(parts.headerName, parts.headerValue),
      v.check((headers) => {
        const names = Object.keys(headers).map((name) => name.toLowerCase());
        return names.length > 0 && new Set(names).size === names.length;
      }),
    ),
  }),
]);

/** Whether a part can be sent at all. */
export function isAuthenticationPart(part: AuthenticationPart, text: string): boolean {
  return v.is(parts[part], text);
}

/** Reads what secret storage holds; `undefined` for what isn't an authentication. */
export function readAuthentication(secret: string): Authentication | undefined {
  try {
    const value: unknown = JSON.parse(secret);
    return v.is(authentication, value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The header fields that are sent with every request to the server. */
export function authenticationHeaders(found: Authentication): Readonly<Record<string, string>> {
  switch (found.type) {
    case 'bearer':
      return { authorization: `Bearer ${found.token}` };
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${found.user}:${found.password}`).toString('base64')}` };
    case 'headers':
      return Object.fromEntries(Object.entries(found.headers).map(([name, value]) => [name.toLowerCase(), value]));
  }
}
