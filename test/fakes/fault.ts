/**
 * A part of a provider's protocol where something can go wrong.
 * `upload` is the request that carries the file, at every provider (RunningHub v1 and v2, Runware's task, Runway's storage);
 * the other names single out one of them: `v1`/`v2` (RunningHub), `task`/`poll`/`delete` (Runware), `slot`/`storage` (Runway).
 * `check` is the free key check, `download` fetches an upload back.
 */
export type FaultStep = 'upload' | 'check' | 'download' | 'v1' | 'v2' | 'task' | 'poll' | 'delete' | 'slot' | 'storage';

/** Before a byte of the body is read, when about half of it has been read, or once all of it has, before the answer. */
export type FaultMoment = 'beforeBody' | 'duringBody' | 'afterBody';

/** What goes wrong on the wire, at any provider. */
export type WireFault =
  /** The connection is reset (TCP RST). */
  | { readonly what: 'reset'; readonly when: FaultMoment }
  /** Nothing more happens for so many milliseconds or until something has happened; else for ever (until the client leaves). */
  | {
      readonly what: 'stall';
      readonly when: FaultMoment;
      readonly milliseconds?: number;
      readonly until?: Promise<unknown>;
    }
  /** The body is read at this rate. */
  | { readonly what: 'slowBody'; readonly bytesPerSecond: number }
  /** The right answer, sent a few bytes at a time. */
  | { readonly what: 'slowAnswer'; readonly bytesPerSecond: number }
  /** The right answer's head and half of its body, then the connection is closed. */
  | { readonly what: 'cutAnswer' };

/** An answer that is not the right one, at any provider. */
export type AnswerFault =
  /** A status. Without a body: the one this provider is known to send with it (502 is HTML everywhere). */
  | {
      readonly what: 'status';
      readonly status: number;
      /** Sent as it is if a string (as text/html if it begins with `<`), else as JSON. */
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      /** Adds Retry-After: seconds as a number, or a date sent in HTTP form. */
      readonly retryAfter?: number | Date;
      /** Answered before the body is read, which never is, and the connection closed: what a gateway does with 413. */
      readonly early?: boolean;
    }
  /** The right status with no body. */
  | { readonly what: 'emptyBody' }
  /** The right answer cut in the middle, with a Content-Length that fits what is sent. */
  | { readonly what: 'truncatedJson' }
  /** A well-formed JSON answer with the right fields and padding of so many bytes (default 5 MiB). */
  | { readonly what: 'hugeAnswer'; readonly bytes?: number }
  /** The right answer under another content type. */
  | { readonly what: 'contentType'; readonly contentType: string }
  /** A redirect to a path of the fake server, or to another origin; either counts who follows in `strayRequests`. */
  | {
      readonly what: 'redirect';
      readonly status: 301 | 302 | 303 | 307 | 308;
      readonly to: 'sameOrigin' | 'otherOrigin';
    }
  /**
   * The right answer with other values in the object that holds the reference: `undefined` removes a field.
   * E.g. `{ fileName: undefined }`, `{ runwayUri: 7 }`, `{ name: '' }`, `{ uploadUrl: 'http://10.0.0.1/' }`.
   */
  | { readonly what: 'alter'; readonly set: Readonly<Record<string, unknown>> };

/** What one provider is known to do. Injecting it into another provider's fake server is an error. */
export type RunningHubFault =
  /** HTTP 200 (or the status given) with this business code; `msg` defaults to the documented one, e.g. 809 or 412. */
  | { readonly what: 'code'; readonly code: number | string; readonly msg?: string; readonly status?: number }
  /** Success, said with `msg` where the documents say `message`, and the other way round. */
  | { readonly what: 'otherMessageField' }
  /** Success with `"code": "0"`. */
  | { readonly what: 'codeAsString' };

export type RunwareFault =
  /** `data` is the object itself instead of a list of one. */
  | { readonly what: 'dataAsObject' }
  /** `mediaUUID: "1"` first ("still processing"), and in so many getResponse answers (default 0) before the real one. */
  | { readonly what: 'processing'; readonly polls?: number }
  /** `errors` with this code, HTTP 200 unless a status is given. */
  | { readonly what: 'errors'; readonly code: string; readonly message?: string; readonly status?: number }
  /** The right `data`, and `errors` about another task beside it. */
  | { readonly what: 'errorsBesideData'; readonly code?: string }
  /** `errors` about this very task beside `data` of another task. */
  | { readonly what: 'dataOfAnotherTask'; readonly code?: string }
  /** The other error form: `{"error":{"code","message"},"taskUUID"}`. */
  | { readonly what: 'singleError'; readonly code: string; readonly status?: number }
  /** The right data under a taskUUID nobody asked with. */
  | { readonly what: 'otherTaskUuid' };

export type RunwayFault =
  /** 400 "You do not have enough credits to run this task." */
  { readonly what: 'noCredits' };

export type ComfyFault =
  /** Success as newer ComfyUI builds answer it: with an `asset` object beside the name. */
  { readonly what: 'withAsset' };

export type FaultKind = WireFault | AnswerFault | RunningHubFault | RunwareFault | RunwayFault | ComfyFault;

/** Something that goes wrong at one step (default `upload`), so many times (default once), after so many have gone well. */
export type Fault = FaultKind & {
  readonly step?: FaultStep;
  readonly times?: number;
  readonly skip?: number;
};
