import type { PixelSize } from '../../src/core/asset/asset.ts';
import type { ProviderId } from '../../src/core/providers/providerId.ts';
import type { ProviderOptions } from '../../src/core/providers/providerSetting.ts';
import type { Fault } from './fault.ts';

/** A file the fake server accepted, with everything a test may compare. The bytes themselves aren't kept. */
export interface ReceivedFile {
  /** File name exactly as the client sent it; for Runway the name in the slot request, for Runware empty. */
  readonly name: string;
  /** Content type of the part; for Runware that of the data URI, if there is one, else empty. */
  readonly contentType: string;
  /** Size of the file in bytes (decoded, if it came as base64). */
  readonly size: number;
  /** SHA-256 of the file in hex. */
  readonly sha256: string;
  /** Reference the fake server returned for it. */
  readonly reference: string;
  /** Width and height of an image as it was stored, where that differs from what was sent. */
  readonly scaledTo?: PixelSize;
}

/** A request as received, including refused and incomplete ones. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Content-Length in bytes; `undefined` if the client sent none. */
  readonly contentLength: number | undefined;
  /** Bytes of the body read so far. */
  readonly bytes: number;
  /** Status of the answer; `undefined` until there is one (and if the connection was cut). */
  readonly status: number | undefined;
}

/** One running fake server for a provider. */
export interface FakeProvider {
  readonly provider: ProviderId;
  /** The endpoint to configure, e.g. `http://127.0.0.1:41234` (Runware: with `/v1`). */
  readonly url: string;
  /** The only API key it accepts; empty for a provider that requires none. */
  readonly key: string;
  /** What a connection to it needs beside endpoint and key. */
  readonly connectionOptions: ProviderOptions;
  /** Every request in order of arrival. */
  readonly requests: readonly ReceivedRequest[];
  /** Every accepted file, in order of completion. */
  readonly files: readonly ReceivedFile[];
  /** The JSON of every request to run something that was accepted, in order. Nothing runs. */
  readonly runs: readonly string[];
  /** Requests that followed a redirect of this fake server. A client that protects its key leaves this empty. */
  readonly strayRequests: readonly ReceivedRequest[];
  /** Maximum number of simultaneous uploads so far. */
  readonly peakConcurrency: number;
  /** Makes the next matching requests go wrong. Faults are used up in the order of their injection. */
  inject(fault: Fault): void;
  /** Forgets faults, requests, files and stored names. */
  reset(): void;
  /** Cuts every connection and stops listening. */
  close(): Promise<void>;
}

export interface FakeProviderOptions {
  /** Address to listen at; 127.0.0.1 by default. */
  readonly host?: string;
  /** Port at that address; a free one by default. */
  readonly port?: number;
  /** API key to accept; a made-up one of the provider's form by default. */
  readonly key?: string;
  /** PEM texts: serve https with this key and certificate. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Header fields that a reverse proxy in front of an own ComfyUI asks for; requests without them get its refusal. */
  readonly proxyAsksFor?: Readonly<Record<string, string>>;
  /** Keeps whole bodies so that they can be downloaded again. Only for small tests and for manual use. */
  readonly keepBytes?: boolean;
  /** What is on the public web, by URL, for a provider that downloads links; nothing by default. */
  readonly web?: Readonly<Record<string, Buffer>>;
  /** Milliseconds to wait before an upload is answered. */
  readonly delay?: number;
  /** Reads every upload at no more than this rate. */
  readonly bytesPerSecond?: number;
  /** Replaces the provider's documented limit, so that a test needs no huge file. */
  readonly maxUploadBytes?: number;
  /** Seconds for which uploads are kept unless their request says otherwise, where a server can have such a default. */
  readonly retention?: number;
  /** The server's own clock, in milliseconds since the epoch, for what expires there; `Date.now` by default. */
  readonly now?: () => number;
  /** Called with one line about each request, without keys and queries; nothing is logged by default. */
  readonly log?: (line: string) => void;
}
