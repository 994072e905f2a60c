/**
 * A step of a provider's protocol at which something can go wrong. `upload` is the request that carries the file, at
 * every provider (RunningHub v1 and v2, Runware's task, Runway's storage); the other names select one of them:
 * `v1`/`v2` (RunningHub), `task`/`poll` (Runware), `slot`/`storage` (Runway), `probe`/`mint` (Comfy API v2: whether it has
 * the content, and an asset over it). `check` is the free key check, `download` downloads an upload, `delete` deletes one.
 */
export type FaultStep =
  | 'upload'
  | 'check'
  | 'download'
  | 'delete'
  | 'v1'
  | 'v2'
  | 'task'
  | 'poll'
  | 'slot'
  | 'storage'
  | 'probe'
  | 'mint';

/** Before a byte of the body is read, when about half of it has been read, or after all of it, before the answer. */
export type FaultMoment = 'beforeBody' | 'duringBody' | 'afterBody';

/** What can go wrong on the wire, at any provider. */
export type WireFault =
  /** The connection is reset (TCP RST). */
  | { readonly what: 'reset'; readonly when: FaultMoment }
  /** Nothing happens for so many milliseconds or until a promise settles; otherwise until the client leaves. */
  | {
      readonly what: 'stall';
      readonly when: FaultMoment;
      readonly milliseconds?: number;
      readonly until?: Promise<unknown>;
    }
  /** The body is read at this rate. */
  | { readonly what: 'slowBody'; readonly bytesPerSecond: number }
  /** The correct answer, sent a few bytes at a time. */
  | { readonly what: 'slowAnswer'; readonly bytesPerSecond: number }
  /** The correct head, then a blank every so many milliseconds, without end. */
  | { readonly what: 'dripAnswer'; readonly milliseconds: number }
  /** The head and half of the body of the correct answer, then the connection is closed. */
  | { readonly what: 'cutAnswer' };

/** An incorrect answer, at any provider. */
export type AnswerFault =
  /** A status; by default with the body this provider is known to send with it (502 is HTML everywhere). */
  | {
      readonly what: 'status';
      readonly status: number;
      /** Sent as is if it is a string (as text/html if it begins with `<`), else as JSON. */
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      /** Adds Retry-After: seconds as a number, or a date sent in HTTP form. */
      readonly retryAfter?: number | Date;
      /** Sent without reading the body, and the connection is closed: what a gateway does with 413. */
      readonly early?: boolean;
    }
  /** The correct status without a body. */
  | { readonly what: 'emptyBody' }
  /** The correct answer, truncated in the middle, with a Content-Length to match. */
  | { readonly what: 'truncatedJson' }
  /** A well-formed JSON answer with the correct fields and so many bytes of padding (default 5 MiB). */
  | { readonly what: 'hugeAnswer'; readonly bytes?: number }
  /** The correct answer with another content type. */
  | { readonly what: 'contentType'; readonly contentType: string }
  /** A redirect to a path of the fake server or to another origin; requests that follow it are in `strayRequests`. */
  | {
      readonly what: 'redirect';
      readonly status: 301 | 302 | 303 | 307 | 308;
      readonly to: 'sameOrigin' | 'otherOrigin';
    }
  /**
   * The correct answer with other values in the object that contains the reference; `undefined` removes a field. E.g.
   * `{ fileName: undefined }`, `{ runwayUri: 7 }`, `{ name: '' }`, `{ uploadUrl: 'http://10.0.0.1/' }`.
   */
  | { readonly what: 'alter'; readonly set: Readonly<Record<string, unknown>> };

/** Behaviour of one provider. Injecting it into another provider's fake server is an error. */
export type RunningHubFault =
  /** HTTP 200 (or the status given) with this business code; `msg` defaults to the documented one, e.g. 809 or 412. */
  | { readonly what: 'code'; readonly code: number | string; readonly msg?: string; readonly status?: number }
  /** Success with `msg` where `message` is documented, and the other way round. */
  | { readonly what: 'otherMessageField' }
  /** Success with `"code": "0"`. */
  | { readonly what: 'codeAsString' }
  /** Success as three families of clients expect it: `"code": 200`, and `filename` instead of `fileName`. */
  | { readonly what: 'otherSuccess' };

export type RunwareFault =
  /** `data` is the object itself instead of a list of one. */
  | { readonly what: 'dataAsObject' }
  /**
   * `mediaUUID: "1"` ("still processing") in the answer, and in so many getResponse answers (default 0) before the real
   * one.
   */
  | { readonly what: 'processing'; readonly polls?: number }
  /** `errors` with this code, HTTP 200 unless a status is given. */
  | { readonly what: 'errors'; readonly code: string; readonly message?: string; readonly status?: number }
  /** The correct `data`, beside `errors` about another task. */
  | { readonly what: 'errorsBesideData'; readonly code?: string }
  /** `errors` about this task, beside `data` of another task. */
  | { readonly what: 'dataOfAnotherTask'; readonly code?: string }
  /** The other error form: `{"error":{"code","message"},"taskUUID"}`. */
  | { readonly what: 'singleError'; readonly code: string; readonly status?: number }
  /** The correct data with a taskUUID other than the one requested. */
  | { readonly what: 'otherTaskUuid' };

export type RunwayFault =
  /** 400 "You do not have enough credits to run this task." */
  { readonly what: 'noCredits' };

export type ComfyFault =
  /** Success as in newer ComfyUI builds: with an `asset` object beside the name. */
  | { readonly what: 'withAsset' }
  /** Comfy Cloud: a name that isn't a hash with an extension. The form isn't documented. */
  | { readonly what: 'opaqueName' }
  /** Comfy Cloud: one of the known forms of a 403. */
  | { readonly what: 'forbidden'; readonly form: 'sso_required' | 'FORBIDDEN' | 'accepted' };

export type ComfyApiFault =
  /** The server has the content that is asked for, although nobody has sent it here. */
  | { readonly what: 'knowsContent' }
  /** An identical asset is returned as it is, without extending its retention. */
  | { readonly what: 'returnsAsIs' }
  /** It removes the location from an image before it stores it, so that the content isn't what was sent (§8). */
  | { readonly what: 'stripsLocation' };

export type FaultKind =
  | WireFault
  | AnswerFault
  | RunningHubFault
  | RunwareFault
  | RunwayFault
  | ComfyFault
  | ComfyApiFault;

/** A fault at one step (default `upload`), so many times (default once), after so many requests without it. */
export type Fault = FaultKind & {
  readonly step?: FaultStep;
  readonly times?: number;
  readonly skip?: number;
};
