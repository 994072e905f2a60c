import type { UploadErrorCode } from '../../../src/core/errorCodes.ts';
import type { FaultKind } from '../../fakes/fault.ts';
import { keyForms } from '../redaction/keyForms.ts';

/** How a call ends if its fault persists. */
export interface Ending {
  /** `undefined` if the call succeeds in spite of the fault. */
  readonly code: UploadErrorCode | undefined;
  /** Whether the whole call is retried, up to the maximum number of attempts. */
  readonly isRetried: boolean;
}

export const fine: Ending = { code: undefined, isRetried: false };
export const final = (code: UploadErrorCode): Ending => ({ code, isRetried: false });
export const retried = (code: UploadErrorCode): Ending => ({ code, isRetried: true });

export interface FaultRow {
  readonly fault: FaultKind;
  readonly ending: Ending;
}

/** The key quoted in a reply, in every field in which a provider is known to send a message. */
const quotingBody = (form: string): unknown => {
  const words = `Bad request for key ${form} at https://x.example/a?X-Amz-Signature=abcdef`;
  return {
    code: 'bad',
    msg: words,
    message: words,
    error: words,
    errors: [{ code: 'invalidSomething', message: words }],
  };
};

/** The key in the headers that a proxy in between, or a server in debug mode, sends along with any status. */
const quotingHeaders = (key: string): Readonly<Record<string, string>> => ({
  'X-Debug': `Authorization: Bearer ${key}`,
  'Proxy-Authenticate': `Basic realm="${Buffer.from(`me:${key}`).toString('base64')}"`,
  'X-Request-Id': encodeURIComponent(key),
});

const moments = ['beforeBody', 'duringBody', 'afterBody'] as const;
const redirects = [301, 302, 303, 307, 308] as const;

const statuses: Readonly<Record<number, Ending>> = {
  400: final('rejected'),
  401: final('keyRejected'),
  402: final('quotaExceeded'),
  403: final('keyRejected'),
  404: final('rejected'),
  405: final('rejected'),
  408: retried('rateLimited'),
  409: final('rejected'),
  413: final('tooLargeForServer'),
  415: final('rejected'),
  422: final('rejected'),
  425: retried('rateLimited'),
  429: retried('rateLimited'),
  451: final('rejected'),
  500: retried('serverError'),
  502: retried('serverError'),
  503: retried('serverError'),
  504: retried('serverError'),
  529: retried('serverError'),
};

/** What can go wrong at any step of any provider, and how it ends unless the provider has a rule of its own. */
export function commonRows(key: string): Readonly<Record<string, FaultRow>> {
  const rows: Record<string, FaultRow> = {};
  for (const when of moments) {
    rows[`reset ${when}`] = { fault: { what: 'reset', when }, ending: retried('connectionLost') };
  }
  for (const [status, ending] of Object.entries(statuses)) {
    rows[`status ${status}`] = {
      fault: { what: 'status', status: Number(status), headers: quotingHeaders(key) },
      ending,
    };
  }
  for (const status of redirects) {
    for (const to of ['sameOrigin', 'otherOrigin'] as const) {
      rows[`redirect ${status} ${to}`] = { fault: { what: 'redirect', status, to }, ending: final('redirected') };
    }
  }
  for (const [name, form] of Object.entries(keyForms(key))) {
    const body = quotingBody(form);
    rows[`key quoted ${name}`] = { fault: { what: 'status', status: 400, body }, ending: final('rejected') };
  }
  const page = `<html><body>Sign in at http://portal.example/?token=abc with ${key}</body></html>`;
  const everyForm = quotingBody(Object.values(keyForms(key)).join(' '));
  return {
    ...rows,
    'early 413': { fault: { what: 'status', status: 413, early: true }, ending: final('tooLargeForServer') },
    'early 503': { fault: { what: 'status', status: 503, early: true }, ending: retried('serverError') },
    '429 with seconds': { fault: { what: 'status', status: 429, retryAfter: 3 }, ending: retried('rateLimited') },
    '503 with a date': {
      fault: { what: 'status', status: 503, retryAfter: new Date(Date.now() + 9_000) },
      ending: retried('serverError'),
    },
    'captive portal': { fault: { what: 'status', status: 200, body: page }, ending: final('unexpectedReply') },
    "JSON that isn't an object": { fault: { what: 'status', status: 200, body: [] }, ending: final('unexpectedReply') },
    'empty object': { fault: { what: 'status', status: 200, body: {} }, ending: final('unexpectedReply') },
    'key quoted in every form': {
      fault: { what: 'status', status: 400, body: everyForm, headers: quotingHeaders(key) },
      ending: final('rejected'),
    },
    'cut answer': { fault: { what: 'cutAnswer' }, ending: retried('connectionLost') },
    'empty body': { fault: { what: 'emptyBody' }, ending: final('unexpectedReply') },
    'truncated JSON': { fault: { what: 'truncatedJson' }, ending: final('unexpectedReply') },
    'huge answer': { fault: { what: 'hugeAnswer' }, ending: final('unexpectedReply') },
    'wrong content type': { fault: { what: 'contentType', contentType: 'text/html' }, ending: fine },
    'slow body': { fault: { what: 'slowBody', bytesPerSecond: 1_000_000 }, ending: fine },
    'slow answer': { fault: { what: 'slowAnswer', bytesPerSecond: 100_000 }, ending: fine },
  };
}

export const stallRows: Readonly<Record<string, FaultKind>> = Object.fromEntries(
  moments.map((when) => [`stall ${when}`, { what: 'stall', when }]),
);
