import type { MediaInput } from '../../mediaInput.ts';
import { type Candidate, type Container, type Outline, propertyOf } from '../outline.ts';
import type { MarkedDialect } from './dialect.ts';
import { fittingReferences } from './fittingReferences.ts';
import { inputFromCandidate, kindOfField, stateInMediaField } from './inputFromCandidate.ts';
import { runwareParameters } from './propertyNames.ts';

/** What the service answers; a saved answer next to a request must not be sent back as an input. */
const answers = /^(?:image|video|audio|media|guideImage|maskImage|inputImage)(?:UUID|URL|DataURI|Base64Data)$/;

/**
 * Runware's list of tasks `[{"taskType", …}]`, one task alone, or tasks inside another object.
 */
export const runware: MarkedDialect = {
  id: 'runware',
  preferredProvider: 'runware',

  depthIn(outline: Outline): number | undefined {
    return outline.highest.get('taskType')?.depth;
  },

  *mediaInputs(outline: Outline) {
    for (const candidate of outline.candidates) {
      yield inputFrom(candidate);
    }
  },
};

function inputFrom(candidate: Candidate): MediaInput | undefined {
  const task = taskOf(candidate.container);
  const parameter = propertyOf(candidate.container, candidate.key);
  return task !== undefined && parameter !== undefined && isMedia(candidate, parameter)
    ? inputFromCandidate(candidate, {
        state: stateInMediaField(candidate.value),
        kind: kindOfField(parameter) ?? kindOfField(candidate.container?.parent?.key.toString()) ?? 'image',
        nodeType: task.facts?.taskType,
        fits: fittingReferences('runware'),
      })
    : undefined;
}

function isMedia(candidate: Candidate, parameter: string): boolean {
  if (!runwareParameters.has(parameter) || answers.test(parameter)) {
    return false;
  }
  const state = stateInMediaField(candidate.value);
  // `frame: "first"` and `background: "white"` are words; only an empty parameter may be waiting for a file.
  return state !== 'unknown' || candidate.value === '';
}

function taskOf(container: Container | undefined): Container | undefined {
  let each = container;
  while (each !== undefined && each.facts?.taskType === undefined) {
    each = each.parent;
  }
  return each;
}
