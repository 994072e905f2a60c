import type { HttpClient } from '../../src/core/http/httpClient.ts';

/** One request that was sent to a provider, and its answer. */
export interface Exchange {
  readonly host: string;
  readonly path: string;
  readonly status: number;
  readonly text: string;
  /** The answer as JSON; an empty object where it isn't a JSON object. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** A client that keeps what it was answered. */
export function recording(client: HttpClient, exchanges: Exchange[]): HttpClient {
  return {
    close: () => client.close(),
    async send(request) {
      const reply = await client.send(request);
      const { status, text } = reply;
      const { protocol, host, pathname } = request.url;
      exchanges.push({ host: `${protocol}//${host}`, path: pathname, status, text, json: asObject(parsed(text)) });
      return reply;
    },
  };
}

export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
