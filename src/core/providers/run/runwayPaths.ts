import type { JsonObject } from '../replies/replyFields.ts';
import type { Template } from './runCall.ts';

/** A call of Runway's API, as far as the properties of a request show that it is meant. */
interface RunwayEndpoint {
  /** Below `v1/`. */
  readonly path: string;
  /** All of these are there. */
  readonly has: readonly string[];
  /** One of these is there. */
  readonly hasOneOf?: readonly string[];
  /** None of these is there. */
  readonly lacks?: readonly string[];
  /** Models that no other call takes with the same properties. */
  readonly models?: RegExp;
}

const videos: readonly string[] = ['promptVideo', 'videoUri'];
/** Properties that only the call has that transforms a video. */
const ofTransformation: readonly string[] = ['promptText', 'promptImage', 'keyframes', 'references'];

/**
 * The calls that take media, by the properties that they require, from the request types of Runway's official client
 * (@runwayml/sdk 4.20.1). Requests don't name their call.
 */
const endpoints: readonly RunwayEndpoint[] = [
  { path: 'image_to_video', has: ['promptImage'], lacks: videos },
  {
    path: 'text_to_video',
    has: ['promptText'],
    hasOneOf: ['references', 'referenceVideos', 'referenceAudio'],
    lacks: [...videos, 'promptImage'],
  },
  { path: 'text_to_image', has: ['promptText', 'referenceImages'], lacks: [...videos, 'promptImage'] },
  { path: 'video_to_video', has: ['promptVideo'] },
  { path: 'video_to_video', has: ['videoUri'], models: /aleph/ },
  { path: 'video_upscale', has: ['videoUri'], lacks: ofTransformation, models: /upscale|enhance/ },
  { path: 'video_to_hdr', has: ['videoUri'], lacks: ofTransformation, models: /^ruby$/ },
  { path: 'image_upscale', has: ['imageUri'] },
  { path: 'character_performance', has: ['character', 'reference'] },
  { path: 'text_to_speech', has: ['promptText'], hasOneOf: ['voice', 'referenceVoice'] },
  { path: 'speech_to_speech', has: ['media', 'voice'] },
  { path: 'sound_effect', has: ['promptText', 'referenceAudios'] },
  { path: 'voice_dubbing', has: ['audioUri', 'targetLang'] },
  { path: 'voice_isolation', has: ['audioUri'], lacks: ['targetLang'] },
  { path: 'voices', has: ['from', 'name'] },
  { path: 'avatars', has: ['name', 'personality', 'referenceImage'] },
  { path: 'avatar_videos', has: ['avatar', 'speech'] },
  { path: 'recipes/ad_localization', has: ['version', 'referenceImage', 'targetLanguage'] },
  { path: 'recipes/marketing_stock_image', has: ['version', 'prompt', 'referenceImage'], lacks: ['mode'] },
  { path: 'recipes/multi_shot_video', has: ['version', 'mode'] },
  { path: 'recipes/product_ad', has: ['version', 'productImages'] },
  { path: 'recipes/product_campaign_image', has: ['version', 'image', 'prompt'] },
  { path: 'recipes/product_swap', has: ['version', 'originalProductImage', 'newProductImages', 'referenceVideo'] },
  { path: 'recipes/product_ugc', has: ['version', 'characterImage', 'productImage'] },
];

/**
 * The paths of the calls that a request may be for. The model decides where it is known; several are left where it isn't.
 * A run of a workflow made in Runway's editor is one, whose id isn't in the request.
 */
export function runwayPaths(request: JsonObject): readonly Template[] {
  if ('nodeOutputs' in request) {
    return [['v1/workflows/', { variable: 'RUNWAY_WORKFLOW_ID' }]];
  }
  const fitting = endpoints.filter(
    ({ has, hasOneOf, lacks = [] }) =>
      has.every((name) => name in request) &&
      (hasOneOf === undefined || hasOneOf.some((name) => name in request)) &&
      !lacks.some((name) => name in request),
  );
  const { model } = request;
  const ofModel = fitting.filter(({ models }) => typeof model === 'string' && models?.test(model));
  return (ofModel.length > 0 ? ofModel : fitting).map(({ path }) => [`v1/${path}`]);
}
