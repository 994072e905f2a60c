import { randomUUID } from 'node:crypto';
import type { Answer } from './answer.ts';

/**
 * What the calls that create a task require, by the last part of their path: the properties that all variants of a request
 * have in the types of Runway's official client, `a|b` where variants differ.
 */
const required: Readonly<Record<string, readonly string[]>> = {
  image_to_video: ['model', 'promptImage'],
  text_to_video: ['model', 'promptText'],
  video_to_video: ['model', 'videoUri|promptVideo'],
  text_to_image: ['model', 'promptText'],
  character_performance: ['model', 'character', 'reference'],
  video_upscale: ['model', 'videoUri'],
  video_to_hdr: ['model', 'videoUri'],
  image_upscale: ['model', 'imageUri'],
  sound_effect: ['model', 'promptText'],
  voice_dubbing: ['model', 'audioUri', 'targetLang'],
  voice_isolation: ['model', 'audioUri'],
};
/** Of properties that hold a medium if they hold a string (§3.4). */
const mediaNames = /^(?:promptImage|promptVideo|videoUri|imageUri|audioUri|uri)$/;
const docUrl = 'https://docs.dev.runwayml.com/api';

/** Whether a path is that of a call that creates a task. */
export function createsTask(path: string): boolean {
  return path.slice('/v1/'.length) in required || /^\/v1\/workflows\/[0-9a-f-]{36}$/.test(path);
}

/** @param isStored whether an upload under this URI is complete */
export function createTaskAt(path: string, json: string, isStored: (uri: string) => boolean): Answer {
  const request = parsed(json);
  if (typeof request !== 'object' || request === null) {
    return invalid('invalid_type', []);
  }
  const names = required[path.slice('/v1/'.length)] ?? ['nodeOutputs'];
  const missing = names.find((name) => !name.split('|').some((each) => each in request));
  if (missing !== undefined) {
    return invalid('invalid_type', [missing]);
  }
  const wrong = [...media(request, [])].find(([, value]) => !isMedium(value, isStored));
  return wrong === undefined ? { status: 200, body: { id: randomUUID() } } : invalid('custom', wrong[0]);
}

function* media(value: unknown, path: readonly string[]): Generator<[path: readonly string[], value: string]> {
  for (const [name, each] of Object.entries(typeof value === 'object' && value !== null ? value : {})) {
    if (typeof each === 'string' && mediaNames.test(name)) {
      yield [[...path, name], each];
    } else {
      yield* media(each, [...path, name]);
    }
  }
}

function isMedium(value: string, isStored: (uri: string) => boolean): boolean {
  return isStored(value) || /^(?:https:\/\/|data:)/.test(value);
}

function invalid(code: string, path: readonly string[]): Answer {
  const issues = [{ code, message: 'Invalid asset or missing property', path }];
  return { status: 400, body: { error: 'Validation of body failed', issues, docUrl } };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
