import type { RunwareTask } from './runwareTasks.ts';

/** Parameters that each task type requires (§2.5 and the documentation of each); these are enough for the tests. */
const required: Readonly<Record<string, readonly string[]>> = {
  imageInference: ['positivePrompt', 'model'],
  videoInference: ['positivePrompt', 'model'],
  imageUpscale: ['inputImage', 'upscaleFactor'],
  imageBackgroundRemoval: ['inputImage'],
  imageCaption: ['inputImage'],
};
/** Parameters that take a UUID, a URL, a data URI or base64. */
const mediaNames = /^(?:seedImage|maskImage|inputImage|inputImages|referenceImages|guideImage|image|video)$/;

/** Why a task can't run. */
interface InferenceProblem {
  readonly code: string;
  readonly message: string;
  readonly parameter: string;
}

/**
 * Why a task that makes something of media can't run; `undefined` where it can.
 * @param isStored whether an upload has this UUID
 */
export function inferenceProblem(task: RunwareTask, isStored: (uuid: string) => boolean): InferenceProblem | undefined {
  const names = required[`${task.taskType}`];
  if (names === undefined) {
    return problem('unsupportedTaskType', "Unsupported value for 'taskType' parameter.", 'taskType');
  }
  const missing = names.find((name) => task[name] === undefined);
  if (missing !== undefined) {
    return problem('missingParameter', `Missing required parameter '${missing}'.`, missing);
  }
  const wrong = [...media(task)].find(([, value]) => !isStored(value) && !/^(?:https?:\/\/|data:)/.test(value))?.[0];
  const message = `Invalid value for '${wrong}' parameter. Failed to transfer the provided image.`;
  return wrong === undefined ? undefined : problem('failedToTransferImage', message, wrong);
}

function problem(code: string, message: string, parameter: string): InferenceProblem {
  return { code, message, parameter };
}

function* media(value: unknown, name = ''): Generator<[name: string, value: string]> {
  if (typeof value === 'string' && mediaNames.test(name)) {
    yield [name, value];
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      yield* media(each, Array.isArray(value) ? name : key);
    }
  }
}
