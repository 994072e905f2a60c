import type { Asset, MediaKind, PixelSize } from '../asset/asset.ts';
import type { Clock } from '../clock.ts';
import type { EndpointPolicy } from '../http/guards/endpointProblem.ts';
import type { HttpReply, RequestBody } from '../http/httpClient.ts';
import type { ConnectionOption, KeyPart } from './connectionOption.ts';
import type { GivenLinks, LinkRules } from './linkRules.ts';
import type { ProviderId } from './providerId.ts';
import type { ProviderOptions, ProviderSetting } from './providerSetting.ts';
import type { Audience, ExpectedLifetime, Reference, ReferenceDescription, UploadedReferences } from './reference.ts';
import type { RunDocument, RunPlan } from './run/runCall.ts';

/**
 * A provider's limits for one kind of media. The preflight, the menus, the README and the error texts all read them.
 */
export interface MediaLimits {
  readonly kind: MediaKind;
  readonly mediaTypes: readonly string[];
  /** Minimum and maximum size in bytes; left out where the provider documents none. */
  readonly minBytes?: number;
  readonly maxBytes?: number;
  /** Above this a file is allowed, but is larger than the provider says it expects. */
  readonly expectedBytes?: number;
  /**
   * Above this the provider may refuse a file although it is below `maxBytes`: it doesn't document whether MB means
   * 10^6 or 2^20.
   */
  readonly warnAboveBytes?: number;
  /** Maximum edge and area of an image, in pixels. */
  readonly maxEdge?: number;
  readonly maxPixels?: number;
  /** Something a person should know before sending this kind. */
  readonly warning?: 'mayNotAppearInLoaders';
}

/** What an earlier upload sent, and what came of it. */
export interface EarlierUpload {
  readonly reference: Reference;
  readonly pixelSize: PixelSize | undefined;
  /** Milliseconds until the reference stops working; `undefined` where it has no known end. */
  readonly remaining: number | undefined;
}

/** Where a request goes, which is never anywhere but the endpoint. */
export interface RequestTarget {
  /** Appended to the endpoint's own path, e.g. `task/openapi/upload`; empty for the endpoint itself. */
  readonly path: string;
  /** A single label in front of the endpoint's host, by which some storages know a bucket. */
  readonly subdomain?: string;
}

export interface ProviderRequest extends RequestTarget {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
  /** Returns a redirect instead of failing with it; it isn't followed either way. */
  readonly readsRedirects?: boolean;
}

/** Everything one provider call may use: no file system, no settings, no secrets but its own key. */
export interface ProviderSession {
  /** API key of the account; empty for a provider that requires none. */
  readonly key: string;
  readonly options: ProviderOptions;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /**
   * The address a request goes to, for a provider that signs it.
   * @throws UploadError `endpointInvalid` for one that isn't the endpoint's
   */
  urlOf(target: RequestTarget): URL;
  /** Sends to the account's own server. Redirects are refused, and the reply's length is bounded. */
  send(request: ProviderRequest): Promise<HttpReply>;
  /**
   * Sends to an upload URL from the provider's reply, without any credentials.
   * @throws UploadError `unsafeUploadUrl` for a URL a provider has no business returning
   */
  sendToUploadUrl(url: string, body: RequestBody): Promise<HttpReply>;
  /** Logs something worth knowing that isn't a failure. */
  warn(message: string): void;
}

/** What a free call reports about the account. */
export interface ConnectionReport {
  /** For example `1,200 coins`, `tier 1` or an organisation's name, as the provider sent it; empty if it reports nothing. */
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

/** A service that speaks a provider's protocol, with what a connection to it needs. */
export interface ConnectionPreset {
  /** The service's own name; never translated, except `Other`. */
  readonly label: string;
  /** With `{name}` in place of what `asks` lists. */
  readonly endpoint: string;
  /** Options this service needs. */
  readonly options: ProviderOptions;
  /** What the person has to say first: an option, `endpoint`, or a name in the endpoint. */
  readonly asks: readonly string[];
  readonly documentationUrl: string | undefined;
}

export interface Provider extends EndpointPolicy {
  readonly id: ProviderId;
  /** The provider's own name; never translated. */
  readonly label: string;
  readonly documentationUrl: string;
  /** Page where a person creates an API key; `undefined` for a provider that requires none. */
  readonly keyUrl: string | undefined;
  /** The environment variable in which the provider's own tools look for a key. */
  readonly environmentKey?: string;
  /** `undefined` for a provider that has no connection until somebody adds one. */
  readonly defaultEndpoint: string | undefined;
  /** What a connection to it has of its own beside endpoint and key. */
  readonly connectionOptions?: readonly ConnectionOption[];
  /** Services to choose from when a connection is added. */
  readonly presets?: readonly ConnectionPreset[];
  /** The parts of a key that consists of several texts; they are stored together, as JSON. */
  readonly keyParts?: readonly KeyPart[];
  readonly limits: readonly MediaLimits[];
  /** The forms of its references, the one an upload gives first in front. */
  readonly references: readonly [ReferenceDescription, ...ReferenceDescription[]];
  /** Settings of its own, beside the endpoint. */
  readonly settings?: readonly ProviderSetting[];
  /** People run it themselves, so that it may have to be started first. */
  readonly isSelfHosted?: true;
  /** It knows files by this digest, and may need none of their bytes: `upload` is given it. */
  readonly digest?: 'blake3' | 'sha256';
  /** The provider documents this API as deprecated, but keeps it available for existing integrations. */
  readonly isDeprecated?: true;
  /**
   * Maximum length of a data URI in place of a reference, in characters; left out for kinds of which the API documents
   * none.
   */
  readonly dataUriLimits?: Readonly<Partial<Record<MediaKind, number>>>;
  /** Left out for a provider that is documented to take nothing but its own uploads. */
  readonly takesLinks?: LinkRules;
  readonly texts: ProviderTexts;
  /**
   * Lifetime of the primary reference of a kind under the given options, to be shown before an upload: what holds for
   * every file of that kind.
   */
  lifetime(kind: MediaKind, options: ProviderOptions): ExpectedLifetime;
  /** The links it gives under the given options; left out for a provider with references of other kinds. */
  givesLinks?(options: ProviderOptions): GivenLinks;
  /** Who can open an upload of a kind under the given options; left out where nothing is documented. */
  audience?(kind: MediaKind, options: ProviderOptions): Audience;
  /** How the provider runs a document, for handing it over to other tools; left out for one that only keeps files. */
  runPlan?(document: RunDocument): RunPlan;
  /** JSON that puts a reference where the provider's API takes media of that kind, for copying. */
  requestSnippet(kind: MediaKind, reference: string): unknown;
  /**
   * What tells one account's references from another's at the same endpoint; the whole key by default. It leaves out what may
   * change while references stay valid, such as a renewed secret.
   */
  accountIdentity?(account: Pick<ProviderSession, 'key' | 'options'>): string;
  /** The part of a server that files go to, where each part is a recipient of its own: a bucket, for example. */
  partOfServer?(options: ProviderOptions): string;
  /** Whether an address requires a key; left out where all or none do, as `keyUrl` says. */
  needsKey?(endpoint: URL): boolean;
  /**
   * One complete attempt; it is repeated as a whole if its error is retryable.
   * @param digest of the file's bytes in lower-case hexadecimal, for a provider that names one
   * @throws UploadError, CancelledError
   */
  upload(asset: Asset, session: ProviderSession, digest?: string): Promise<UploadedReferences>;
  /**
   * Has the provider download what a public link leads to; left out if it doesn't support that. Nothing of this machine is
   * sent.
   * @throws UploadError, CancelledError
   */
  uploadLink?(link: string, session: ProviderSession): Promise<UploadedReferences>;
  /** A free call that requires the key. @throws UploadError, CancelledError */
  checkConnection(session: ProviderSession): Promise<ConnectionReport>;
  /**
   * Whether an earlier upload is what these options ask for: where Runware's image upload has scaled an image down,
   * a request for the original must not reuse that copy. Left out where options make no difference.
   */
  suits?(upload: EarlierUpload, options: ProviderOptions): boolean;
  /**
   * Something a person should know before a file is sent under these options: `scaledDown`, the provider saves the
   * image with fewer pixels; `aboveServerDefault`, the server refuses the file unless its owner has raised its limit.
   */
  warning?(
    asset: Pick<Asset, 'mediaType' | 'pixelSize' | 'size'>,
    options: ProviderOptions,
  ): 'scaledDown' | 'aboveServerDefault' | undefined;
  /**
   * Whether the provider still has what a reference names, by a call that is free and downloads none of it; left out if there
   * is no such call. `false` only where the provider itself has said so.
   * @throws UploadError where it couldn't be asked or the reply doesn't tell, CancelledError
   */
  stillHolds?(reference: Pick<Reference, 'form' | 'value'>, session: ProviderSession): Promise<boolean>;
  /** Whether `delete` works for this reference; left out if it works for all, or there is no `delete`. */
  canDelete?(reference: Reference): boolean;
  /** Deletes an upload; left out if the provider doesn't support that. @throws UploadError, CancelledError */
  delete?(reference: Reference, session: ProviderSession): Promise<void>;
}
