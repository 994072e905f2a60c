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

/**
 * Whether nothing in a node of unknown type is a media input. Nodes that save, show or compare keep the names of what
 * they wrote last, often with full paths of somebody else's disk; notes and prompts are prose that may end in a file name.
 */
export function hasNoInputs(nodeType: string): boolean {
  if (/note|markdown|text_?encode|prompt/i.test(nodeType)) {
    return true;
  }
  const makes = /save|saving|preview|combine|export|compar|display|show|writ|output|sender/i.test(nodeType);
  return makes && !/load|upload/i.test(nodeType);
}
