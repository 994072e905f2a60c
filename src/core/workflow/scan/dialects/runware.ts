import type { MediaInput } from '../../mediaInput.ts';
import { readMediaValue } from '../mediaName.ts';
import { type Candidate, type Container, type Outline, propertyOf } from '../outline.ts';
import { forEachPausing, type MarkedDialect } from './dialect.ts';
import { fittingReferences } from './fittingReferences.ts';
import { inputFromCandidate, kindOfField } from './inputFromCandidate.ts';
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

  mediaInputs(outline: Outline, found: MediaInput[]) {
    return forEachPausing(outline.candidates, (candidate) => {
      const input = inputFrom(candidate);
      if (input !== undefined) {
        found.push(input);
      }
    });
  },
};

function inputFrom(candidate: Candidate): MediaInput | undefined {
  const { container, value } = candidate;
  const parameter = propertyOf(container, candidate.key);
  if (parameter === undefined || !runwareParameters.has(parameter) || answers.test(parameter)) {
    return undefined;
  }
  const task = taskOf(container);
  const { kind, stateInField } = readMediaValue(value);
  // `frame: "first"` and `background: "white"` are words; only an empty parameter may be waiting for a file.
  if (task === undefined || (stateInField === 'unknown' && value !== '')) {
    return undefined;
  }
  const kindInTask = kindOfField(parameter) ?? kindOfField(container?.parent?.key.toString()) ?? 'image';
  return inputFromCandidate(candidate, {
    state: stateInField,
    kind: kind ?? kindInTask,
    nodeType: task.facts?.taskType,
    fits: fittingReferences('runware'),
  });
}

function taskOf(container: Container | undefined): Container | undefined {
  let each = container;
  while (each !== undefined && each.facts?.taskType === undefined) {
    each = each.parent;
  }
  return each;
}
