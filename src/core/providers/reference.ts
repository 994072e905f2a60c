import type { MediaKind } from '../asset/asset.ts';
import type { ProviderId, ReferenceForm } from './providerId.ts';

/** How long a reference works, as far as the provider documents it. */
export type Lifetime =
  /** Ends a fixed time after it was created. */
  | { readonly type: 'fixed'; readonly milliseconds: number }
  /** Ends a fixed time after it was last used; we only see the upload, so the end shown is the earliest possible one. */
  | { readonly type: 'sliding'; readonly milliseconds: number }
  /** Kept until somebody deletes it. */
  | { readonly type: 'kept' }
  /** The provider documents nothing. Shown as such, never guessed. */
  | { readonly type: 'undocumented' };

/** How long an upload will work, as far as that is known before it is sent. */
export type ExpectedLifetime =
  | Lifetime
  /** The provider states the end, or that there is none, in its answer to each upload. */
  | { readonly type: 'stated' };

/** Who can open a file once it is uploaded, as far as the provider documents it. */
export type Audience =
  | 'account'
  | 'anyoneWithLink'
  /** The same until the link ends, which is signed: nobody can guess it, and it is all that anybody needs. */
  | 'anyoneWithSignedLink'
  /** A server without authentication: whoever can connect to it. */
  | 'anyoneReachingServer'
  | 'undocumented';

export interface Reference {
  readonly form: ReferenceForm;
  readonly value: string;
  readonly lifetime: Lifetime;
  /** When it stops working, in milliseconds since the epoch; `undefined` where that isn't known. */
  readonly expiresAt: number | undefined;
}

/** The result of an upload: the reference the provider documents for this media, and other forms of the same upload. */
export interface UploadedReferences {
  readonly reference: Reference;
  readonly alternatives: readonly Reference[];
}

/** Milliseconds. A reference that ends sooner isn't reused: the job it is for may still be queued by then. */
export const minUsefulLife = 15 * 60_000;

/** UTF-16 units. A pattern that matched shorter names would take the files of people for references. */
export const minRecognisableLength = 24;

/** What kind of string a reference is: decides what people see it called, and how it's searched for. */
export type ReferenceShape =
  /** A file name, with or without folders. */
  | 'name'
  /** An address from which anybody can download the file. */
  | 'url'
  | 'uuid'
  /** An address in a scheme of the provider's own, e.g. `runway://…`. */
  | 'uri';

/** A kind of place in a document that takes references. Generic JSON takes the first form of every provider. */
export type ReferencePlace =
  /** The input of a ComfyUI node that loads a file from its server's input folder. */
  | 'comfyLoader'
  /**
   * The input of a loader node in an API-format workflow that is submitted to Comfy API v2, which takes an object there and
   * not a name.
   */
  | 'comfyAsset'
  /** A field that somebody else's server downloads from. */
  | 'publicUrl'
  /** `fieldValue` in RunningHub's `nodeInfoList`. */
  | 'nodeInfo'
  /** A media parameter of a Runware task. */
  | 'runwareParameter'
  /** A media property of a request to Runway. */
  | 'runwayProperty';

/** One form in which a provider hands out references. */
export interface ReferenceDescription {
  readonly form: ReferenceForm;
  readonly shape: ReferenceShape;
  /**
   * Matches every value of this form, in time linear in its length and without the flag `g`, and no text that has neither
   * `minRecognisableLength` nor a colon or slash. Left out where the values look like any other file name or URL.
   */
  readonly pattern?: RegExp;
  /**
   * Matches those of its values that may as well be the name of a file or another provider's reference, because they are
   * nothing but a content hash: a file of that name wins, then the history decides, and else nothing is assumed.
   */
  readonly hashNames?: RegExp;
  /**
   * A scan tests the pattern only on strings that begin like this or are this long, since a document has hundreds of
   * thousands. Left out where every value ends in a file extension: those strings are looked at anyway.
   */
  readonly hint?: { readonly prefix: string } | { readonly length: number };
  /** Whoever has a value of this form can open the file, so a person is told before one is written into a document. */
  readonly isCredential?: boolean;
  /** Nothing else looks like this, so a match is media whatever the property is called. A UUID may be anything. */
  readonly isDistinctive?: boolean;
  /**
   * How a value is written into a document: as a string by default; as a `core/ASSET` object where the provider's jobs
   * expect one. Such a value isn't a reference anywhere else, so its pattern is tested only inside such an object.
   */
  readonly writtenAs?: 'assetObject';
  /** Where values of this form work. The lowest number is offered first; ties keep the registry's order. */
  readonly fits: Readonly<Partial<Record<ReferencePlace, number>>>;
}

/** A form of reference together with the provider it belongs to. */
export interface KnownReference extends ReferenceDescription {
  readonly provider: ProviderId;
  /** The kinds of media the provider takes. */
  readonly kinds: readonly MediaKind[];
  /** Whether it is the form an upload to this provider gives first. */
  readonly isPrimary: boolean;
}
