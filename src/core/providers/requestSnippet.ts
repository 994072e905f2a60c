import type { MediaKind } from '../asset/asset.ts';
import type { ProviderId } from './providerId.ts';

/** What a snippet needs to know of an upload. */
export interface SnippetUpload {
  readonly provider: ProviderId;
  readonly kind: MediaKind;
  readonly reference: { readonly value: string };
}

/** ComfyUI's core loader of a kind, and the name of its input. A ZIP of images is loaded by a node of RunningHub's. */
const loaders: Readonly<Record<MediaKind, { readonly classType: string; readonly input: string }>> = {
  image: { classType: 'LoadImage', input: 'image' },
  video: { classType: 'LoadVideo', input: 'file' },
  audio: { classType: 'LoadAudio', input: 'audio' },
  archive: { classType: 'LoadImages', input: 'upload' },
};

/** RunningHub documents `video` for its video loaders, where ComfyUI's own has `file`. */
const runningHubFields: Readonly<Record<MediaKind, string>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  archive: 'upload',
};

const runwareParameters: Readonly<Record<MediaKind, string>> = {
  image: 'inputImage',
  video: 'video',
  audio: 'audio',
  archive: 'media',
};

const runwayProperties: Readonly<Record<MediaKind, string>> = {
  image: 'promptImage',
  video: 'videoUri',
  audio: 'audioUri',
  archive: 'uri',
};

/**
 * JSON that puts uploads where the API of their provider takes them: an entry of `nodeInfoList` for RunningHub, a loader
 * node for ComfyUI, a parameter of a task or request body for Runware and Runway. One upload gives an object, several
 * a list.
 */
export function apiSnippet(uploads: readonly SnippetUpload[]): string {
  const snippets = uploads.map(snippetOf);
  return JSON.stringify(snippets.length === 1 ? snippets[0] : snippets, undefined, 2);
}

function snippetOf({ provider, kind, reference: { value } }: SnippetUpload): unknown {
  switch (provider) {
    case 'runningHub':
      return { nodeId: '', fieldName: runningHubFields[kind], fieldValue: value };
    case 'runware':
      return { [runwareParameters[kind]]: value };
    case 'runway':
      return { [runwayProperties[kind]]: value };
    case 'comfyCloud':
    case 'comfyServer': {
      const { classType, input } = loaders[kind];
      return { class_type: classType, inputs: { [input]: value } };
    }
  }
}
