import type { MediaKind } from '../../../asset/asset.ts';
import type { LoaderValue } from './fittingReferences.ts';

/** A ComfyUI node whose media widget is known by name. */
export interface Loader {
  /** Names of the input in the API format and in object-valued widgets; in a list of widgets it is the first. */
  readonly inputs: readonly string[];
  readonly kind: MediaKind | undefined;
  readonly takes: LoaderValue;
  /** It reads the server's output folder, so its values aren't local files. */
  readonly readsOutput?: boolean;
}

function loader(inputs: string, kind?: MediaKind, takes: LoaderValue = 'name'): Loader {
  return { inputs: inputs.split(' '), kind, takes };
}

/**
 * Loaders of ComfyUI itself, of VideoHelperSuite and of RunningHub. The nodes ending in `Path` open paths of the server's
 * own disk or addresses; they don't find a name in the input folder.
 */
const loaders: ReadonlyMap<string, Loader> = new Map<string, Loader>([
  ['LoadImage', loader('image', 'image')],
  ['LoadImageMask', loader('image', 'image')],
  ['LoadImageOutput', { ...loader('image', 'image', 'nothing'), readsOutput: true }],
  ['LoadImageSetNode', loader('images', 'image')],
  ['LoadAudio', loader('audio', 'audio')],
  // ComfyUI calls it `file`; RunningHub's own documents show `video`.
  ['LoadVideo', loader('file video', 'video')],
  ['Load3D', loader('model_file')],
  ['Load3DAnimation', loader('model_file')],
  ['WebcamCapture', loader('image', 'image')],
  ['RecordAudio', loader('audio', 'audio')],
  ['VHS_LoadVideo', loader('video', 'video')],
  ['VHS_LoadVideoFFmpeg', loader('video', 'video')],
  ['VHS_LoadAudioUpload', loader('audio', 'audio')],
  ['VHS_LoadVideoPath', loader('video', 'video', 'url')],
  ['VHS_LoadVideoFFmpegPath', loader('video', 'video', 'url')],
  ['VHS_LoadAudio', loader('audio_file', 'audio', 'url')],
  ['VHS_LoadImagePath', loader('image', 'image', 'url')],
  ['LoadImageFromUrl', loader('url image', 'image', 'url')],
  ['LoadImages', loader('upload', 'archive', 'archiveName')],
  ['LoadImages(zip)', loader('upload', 'archive', 'archiveName')],
  ['LoadImagesZip', loader('upload', 'archive', 'archiveName')],
]);

export function loaderOf(nodeType: string): Loader | undefined {
  return loaders.get(nodeType);
}

/** Not a prompt that is rewritten. */
const writes = /(?:^|[^a-z])writ|Writ/;

/**
 * What a node of unknown class is for, where that is something else than reading files, as far as its name tells.
 * `saves`: it keeps the names of what it wrote last, often with full paths of somebody else's disk.
 * `shows`: it shows or passes on what other nodes make, or holds prose that may end in a file's name. Only a widget that is
 * clearly one for media is an input there (`SDPromptReader`, `AudioVideoCombine`).
 */
export function purposeOf(nodeType: string): 'saves' | 'shows' | undefined {
  const reads = /load|upload/i.test(nodeType);
  const saves = nodeType === 'VHS_VideoCombine' || /sav(?:e|ing)|export/i.test(nodeType) || writes.test(nodeType);
  if (saves && !reads) {
    return 'saves';
  }
  if (/note|markdown|text_?encode|prompt/i.test(nodeType)) {
    return 'shows';
  }
  return !reads && /preview|combine|compar|display|show|output|sender/i.test(nodeType) ? 'shows' : undefined;
}
