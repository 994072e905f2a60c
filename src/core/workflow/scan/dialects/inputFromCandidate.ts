import type { MediaKind } from '../../../asset/asset.ts';
import type { FittingReference, InputState, LinkedString, MediaInput } from '../../mediaInput.ts';
import { type Candidate, pathOf } from '../outline.ts';

/** Shared by all inputs, because a scan creates a hundred thousand of them. */
export const nothingLinked: readonly LinkedString[] = [];

export interface InputTraits {
  readonly state: InputState;
  readonly kind: MediaKind | undefined;
  readonly nodeType?: string | undefined;
  readonly fits: readonly FittingReference[];
}

export function inputFromCandidate(
  candidate: Candidate,
  traits: InputTraits,
  linked: readonly LinkedString[] = nothingLinked,
): MediaInput {
  const { writtenAs } = candidate;
  const input: MediaInput = {
    path: pathOf(candidate.container, candidate.key),
    offset: candidate.offset,
    length: candidate.length,
    value: candidate.value,
    state: traits.state,
    kind: traits.kind,
    nodeType: traits.nodeType,
    fits: traits.fits,
    linked,
  };
  return writtenAs === undefined ? input : { ...input, writtenAs };
}

/** The kind that a name such as `referenceVideos` or `audio_file` suggests. */
export function kindOfField(name: string | undefined): MediaKind | undefined {
  const word = /video|audio|speech|voice|image|img|mask|photo|frame|zip|mesh/i.exec(name ?? '')?.[0]?.toLowerCase();
  switch (word) {
    case undefined:
      return undefined;
    case 'video':
      return 'video';
    case 'audio':
    case 'speech':
    case 'voice':
      return 'audio';
    case 'mesh':
      return 'model';
    case 'zip':
      return 'archive';
    default:
      return 'image';
  }
}

/** Whether a property says where to write, in formats that don't mark outputs in any other way. */
export function isOutputField(name: string | undefined): boolean {
  return (
    name !== undefined &&
    /^(?:out|output|outputs|dest|destination|save|export|result|filename_prefix)(?![a-z])/i.test(name)
  );
}
