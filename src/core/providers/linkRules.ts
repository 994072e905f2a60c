import type { MediaKind } from '../asset/asset.ts';
import type { ReferenceForm } from './providerId.ts';
import type { ReferencePlace } from './reference.ts';

/** What a provider demands of a link that it downloads in place of an upload, as far as it documents that. */
export interface LinkRules {
  /** Where its documents take links. */
  readonly place: ReferencePlace;
  /** The media types it takes by link; left out where that isn't documented. */
  readonly mediaTypes?: readonly string[];
  /** Maximum size in bytes, which may be another than that of uploads; left out for kinds of which none is documented. */
  readonly maxBytes?: Readonly<Partial<Record<MediaKind, number>>>;
  /** Links begin with `https://` and the name of a host; an IP address isn't accepted. */
  readonly needsHostName?: true;
}

/** The links that uploads give, for a provider whose references are nothing but links. */
export interface GivenLinks {
  readonly form: ReferenceForm;
  /** What all of them begin with; `undefined` where they lead to the endpoint. */
  readonly base: string | undefined;
}
