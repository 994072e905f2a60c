import type { MediaKind } from '../asset/asset.ts';
import type { ProviderId, ReferenceForm } from '../providers/providerId.ts';

/** Object keys and array indices from the root of the document to a value. */
export type JsonPath = readonly (string | number)[];

/** The kinds of document we can read. `generic` is any other JSON that names media files. */
export type DialectId = 'comfyApi' | 'comfyUi' | 'runningHub' | 'runware' | 'runway' | 'generic';

/** What a value in a document stands for, as far as its value shows. */
export type InputState =
  /** Names a file on a disk, which may or may not exist. */
  | 'local'
  /** Names something a provider already holds: a RunningHub file name, a UUID, `runway://…`. */
  | 'reference'
  /**
   * Nothing but a content hash: a file on a disk is called that, or else a provider holds it if the history says so.
   * Nothing is assumed otherwise.
   */
  | 'hashName'
  /**
   * Names a voice, a style or a sound that a node pack may bring along: a file on a disk is called that, or else nothing is
   * missing.
   */
  | 'bundled'
  /** A public address: nothing to upload, but it may be a provider's download URL. */
  | 'url'
  /** The bytes themselves, as `data:…`. */
  | 'dataUri'
  /** A file in the server's own output or temporary folder; it isn't on this disk. */
  | 'output'
  /** An image the ComfyUI mask editor keeps on its server. */
  | 'clipspace'
  /** A widget's value that isn't used, because another node is connected in its place or the subgraph around it sets it. */
  | 'linked'
  /** Is where media are expected, but names nothing recognisable (empty, or not a file name). */
  | 'unknown';

/** How a value is written where it isn't a string: as the object that stands for an asset of Comfy API v2. */
export type Writing = 'assetObject';

/** One kind of reference that a media input accepts. */
export interface FittingReference {
  readonly provider: ProviderId;
  readonly form: ReferenceForm;
  /** How it has to be written there; as a string by default. */
  readonly writtenAs?: Writing;
}

/** A JSON string token. Offsets and lengths count UTF-16 units, as an editor does, and include both quotes. */
export interface StringToken {
  readonly offset: number;
  readonly length: number;
  /** The string with its escapes resolved. */
  readonly value: string;
}

/**
 * An object in place of a string, `{"__type":"core/ASSET","info":{"id":"<uuid>"}}`: offset and length include both braces,
 * the value is the asset's id.
 */
export interface AssetToken extends StringToken {
  readonly writtenAs: Writing;
}

/** A value of either kind. */
export type ValueToken = StringToken & Partial<AssetToken>;

/** A string that has to change together with a media input, e.g. the file name in a video node's preview. */
export interface LinkedString extends StringToken {
  readonly path: JsonPath;
  /** `value`: same as the input; `name` and `subfolder`: its two halves, kept in two strings. */
  readonly part: 'value' | 'name' | 'subfolder';
}

/** A value in a document where a generative-media provider reads a file. */
export interface MediaInput extends ValueToken {
  readonly path: JsonPath;
  readonly state: InputState;
  /** From the file's extension, else from where the string stands; `undefined` where neither tells (many 3D formats). */
  readonly kind: MediaKind | undefined;
  /** The node's class (ComfyUI), the task type (Runware) or the node's name (RunningHub), where there is one. */
  readonly nodeType: string | undefined;
  /** Which references work here, the best one first. Empty: no upload would work here. */
  readonly fits: readonly FittingReference[];
  readonly linked: readonly LinkedString[];
}

/** Whether only the disk can tell what an input stands for. */
export function couldBeFile({ state }: Pick<MediaInput, 'state'>): boolean {
  return state === 'local' || state === 'hashName' || state === 'bundled';
}

/** Whether the workflow reads the value at all: it neither writes there nor takes another node's value instead. */
export function isRead({ state }: Pick<MediaInput, 'state'>): boolean {
  return state !== 'output' && state !== 'linked';
}

/**
 * Whether a file that isn't here may be in the input folder of a ComfyUI server: in ComfyUI's own formats that is what a name
 * without a folder means. Most workflows from elsewhere name one, and a warning on each would teach people to ignore warnings.
 */
export function mayBeOnServer({ value }: Pick<MediaInput, 'value'>, dialect: DialectId | undefined): boolean {
  return (dialect === 'comfyApi' || dialect === 'comfyUi') && !/[/\\]/.test(value);
}

/** The result of scanning a document. */
export interface WorkflowScan {
  /** `undefined` if the document names no media at all. */
  readonly dialect: DialectId | undefined;
  /** The one provider this document is written for, if its format says so. */
  readonly preferredProvider: ProviderId | undefined;
  /** In document order. */
  readonly inputs: readonly MediaInput[];
}
