import type { Asset, MediaKind } from '../asset/asset.ts';
import type { Clock } from '../clock.ts';
import type { HttpReply, RequestBody } from '../http/httpClient.ts';
import type { ProviderId } from './providerId.ts';
import type { ProviderOptions, ProviderSetting } from './providerSetting.ts';
import type { Lifetime, Reference, ReferenceDescription, UploadedReferences } from './reference.ts';

/** What one provider takes of one kind of media. The preflight, the menus, the README and the error texts all read this. */
export interface MediaLimits {
  readonly kind: MediaKind;
  readonly mediaTypes: readonly string[];
  /** Smallest and largest size in bytes; left out where the provider names none. */
  readonly minBytes?: number;
  readonly maxBytes?: number;
  /** From here up to `maxBytes` the provider may refuse: its documents do not say whether MB means 10^6 or 2^20. */
  readonly warnAboveBytes?: number;
  /** Longest edge and largest area of an image, in pixels. */
  readonly maxEdge?: number;
  readonly maxPixels?: number;
  /** Something a person should know before sending this kind. */
  readonly warning?: 'mayNotAppearInLoaders';
}

export interface ProviderRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Appended to the endpoint's own path, e.g. `task/openapi/upload`; empty for the endpoint itself. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
}

/** Everything one provider call may use: it sees no file system, no settings, no secrets but its own key. */
export interface ProviderSession {
  /** API key of the account; empty for a provider that needs none. */
  readonly key: string;
  readonly options: ProviderOptions;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Sends to the account's own origin. Redirects are refused, the reply's body is read with a bound. */
  send(request: ProviderRequest): Promise<HttpReply>;
  /**
   * Sends to an upload URL the provider handed out; nothing of the account goes with it.
   * @throws UploadError `unsafeUploadUrl` where the URL is not one a provider may hand out.
   */
  sendToUploadUrl(url: string, body: RequestBody): Promise<HttpReply>;
  /** Tells the log about something worth knowing that is no failure. */
  warn(message: string): void;
}

/** What a free call told about the account, in the provider's own words where it has some. */
export interface ConnectionReport {
  /** E.g. `1,200 coins`, `tier 1`, an organisation's name; empty where the provider says only "yes". */
  readonly account: string;
}

/**
 * What `npm run generate` writes into the README and the settings editor where figures alone don't say it. English
 * Markdown; no code path of the extension reads it.
 */
export interface ProviderTexts {
  /** What a sentence calls it, where that isn't its label: `your own ComfyUI`. */
  readonly name?: string;
  /** A sentence about the address, for the description of the endpoint setting. */
  readonly endpoint?: string;
  /** What a reference looks like. */
  readonly reference: string;
  /** Replaces what the limits say about sizes. */
  readonly size?: string;
  /** Replaces what the lifetimes of its kinds of media say. */
  readonly lifetime?: string;
  /** Follows the link to the page where keys are made. */
  readonly key?: string;
}

export interface Provider {
  readonly id: ProviderId;
  /** The provider's own name; never translated. */
  readonly label: string;
  readonly documentationUrl: string;
  /** Page where a person makes an API key; `undefined` for a provider that needs none. */
  readonly keyUrl: string | undefined;
  readonly defaultEndpoint: string;
  readonly limits: readonly MediaLimits[];
  /** The forms of its references, the one an upload gives first in front. */
  readonly references: readonly [ReferenceDescription, ...ReferenceDescription[]];
  /** Settings of its own, beside the endpoint. */
  readonly settings?: readonly ProviderSetting[];
  readonly texts: ProviderTexts;
  /** Lifetime of the primary reference of a kind, with the options in force, for showing before an upload. */
  lifetime(kind: MediaKind, options: ProviderOptions): Lifetime;
  /** JSON that puts a reference where the provider's API takes media of that kind, for copying. */
  requestSnippet(kind: MediaKind, reference: string): unknown;
  /**
   * One attempt, start to finish; the engine repeats it as a whole where an error says it is retryable.
   * @throws UploadError, CancelledError
   */
  upload(asset: Asset, session: ProviderSession): Promise<UploadedReferences>;
  /** The provider's cheapest free call that needs the key. @throws UploadError, CancelledError */
  checkConnection(session: ProviderSession): Promise<ConnectionReport>;
  /**
   * Whether an earlier upload's primary reference is what these options ask for today: a person who switched from
   * Runware's down-scaling image upload to its media storage must not be handed the down-scaled copy again.
   * Left out where options do not matter.
   */
  suits?(reference: Reference, options: ProviderOptions): boolean;
  /** Whether `delete` works for this reference; left out where it works for all, or there is no `delete`. */
  canDelete?(reference: Reference): boolean;
  /** Deletes an upload, where the provider offers that. @throws UploadError, CancelledError */
  delete?(reference: Reference, session: ProviderSession): Promise<void>;
}
