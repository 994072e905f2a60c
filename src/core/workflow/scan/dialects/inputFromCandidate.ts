import type { MediaKind } from '../../../asset/asset.ts';
import type { FittingReference, InputState, LinkedString, MediaInput } from '../../mediaInput.ts';
import { couldBeMediaPath, extensionOfName, isPathLike, mediaKindOfName } from '../mediaName.ts';
import { type Candidate, pathOf } from '../outline.ts';
import { referenceState } from '../referenceState.ts';

/** State of a value in a place of any kind: only a media extension makes it a local file. */
export function stateAnywhere(value: string): InputState {
  const { state } = referenceState(value);
  return state === 'unknown' && couldBeMediaPath(value) ? 'local' : state;
}

/** State of a value where the format says that a file stands: any extension will do (3D models, camera formats). */
export function stateInMediaField(value: string): InputState {
  const { state } = referenceState(value);
  return state === 'unknown' && isPathLike(value) && extensionOfName(value) !== undefined ? 'local' : state;
}

/**
 * Whether a string in a place of any name is worth reporting: a file, or something a provider certainly handed out.
 * UUIDs and plain addresses stand for all sorts of things and are left out.
 */
export function isMediaAnywhere(value: string): boolean {
  if (mediaKindOfName(value) !== undefined) {
    return stateAnywhere(value) !== 'unknown';
  }
  const { state, references } = referenceState(value);
  return state === 'reference' && references.some(({ isDistinctive }) => isDistinctive === true);
}

export interface InputTraits {
  readonly state: InputState;
  /** Used where the extension does not tell. */
  readonly kind?: MediaKind;
  readonly nodeType?: string;
  readonly fits: readonly FittingReference[];
  readonly linked?: readonly LinkedString[];
}

export function inputFromCandidate(candidate: Candidate, traits: InputTraits): MediaInput {
  return {
    path: pathOf(candidate.container, candidate.key),
    offset: candidate.offset,
    length: candidate.length,
    value: candidate.value,
    state: traits.state,
    kind: mediaKindOfName(candidate.value) ?? traits.kind,
    nodeType: traits.nodeType,
    fits: traits.fits,
    linked: traits.linked ?? [],
  };
}

/** Kind a name such as `referenceVideos` or `audio_file` announces. */
export function kindOfField(name: string | undefined): MediaKind | undefined {
  const word = /video|audio|speech|voice|image|img|mask|photo|frame|zip/i.exec(name ?? '')?.[0]?.toLowerCase();
  switch (word) {
    case undefined:
      return undefined;
    case 'video':
      return 'video';
    case 'audio':
    case 'speech':
    case 'voice':
      return 'audio';
    case 'zip':
      return 'archive';
    default:
      return 'image';
  }
}

/** Properties that say where to write, in formats that have no other mark of an output. */
export function isOutputField(name: string | undefined): boolean {
  return (
    name !== undefined &&
    /^(?:out|output|outputs|dest|destination|save|export|result|filename_prefix)(?![a-z])/i.test(name)
  );
}
