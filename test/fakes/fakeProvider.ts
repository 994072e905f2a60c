import type { ProviderId } from '../../src/core/providers/providerId.ts';
import type { Fault } from './fault.ts';

/** A file the fake server took, with everything a test wants to compare. The bytes themselves are not kept. */
export interface ReceivedFile {
  /** File name exactly as the client sent it; for Runway the name given for the slot, for Runware empty. */
  readonly name: string;
  /** Content type of the part; for Runware, which is sent none, empty or that of the data URI. */
  readonly contentType: string;
  /** Size of the file in bytes (decoded, where it came as base64). */
  readonly size: number;
  /** SHA-256 of the file in hex. */
  readonly sha256: string;
  /** Reference the fake server handed out for it. */
  readonly reference: string;
}

/** A request as it came in, refused ones and those that never ended included. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The announced length in bytes, `undefined` where the client announced none. */
  readonly contentLength: number | undefined;
  /** Bytes of the body read so far. */
  readonly bytes: number;
  /** Status answered, `undefined` while there is none (and for ever where the connection was cut). */
  readonly status: number | undefined;
}

/** One running fake server for a provider. */
export interface FakeProvider {
  readonly provider: ProviderId;
  /** The endpoint to configure, e.g. `http://127.0.0.1:41234` (Runware: with `/v1`). */
  readonly url: string;
  /** The one API key it takes; empty for a provider that needs none. */
  readonly key: string;
  /** Every request in order of arrival. */
  readonly requests: readonly ReceivedRequest[];
  /** Every file taken, in order of completion. */
  readonly files: readonly ReceivedFile[];
  /** Requests that followed a redirect this fake server answered with. A client that guards its key leaves this empty. */
  readonly strayRequests: readonly ReceivedRequest[];
  /** Most uploads that were ever under way at once. */
  readonly peakConcurrency: number;
  /** Makes the next matching request(s) go wrong. Faults are used up in the order they were injected. */
  inject(fault: Fault): void;
  /** Forgets faults, requests, files and stored names. */
  reset(): void;
  /** Cuts every connection and stops listening. */
  close(): Promise<void>;
}

export interface FakeProviderOptions {
  /** Port on 127.0.0.1; a free one by default. */
  readonly port?: number;
  /** API key to take; a made-up one of the provider's form by default. */
  readonly key?: string;
  /** PEM texts: serve https with this key and certificate. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Keeps whole bodies so that they can be fetched back. Only for small tests and for trying out by hand. */
  readonly keepBytes?: boolean;
  /** Milliseconds to wait before an upload is answered. */
  readonly delay?: number;
  /** Reads every upload at no more than this rate. */
  readonly bytesPerSecond?: number;
  /** Another limit than the one the provider documents, so that a test needs no huge file. */
  readonly maxUploadBytes?: number;
  /** Told one line about each request; nothing is logged without it. Never given a key or a query. */
  readonly log?: (line: string) => void;
}
