import type { MediaKind } from '../../../asset/asset.ts';
import type { Candidate } from '../candidate.ts';
import { type Container, propertyOf } from '../container.ts';
import { readMediaValue } from '../mediaName.ts';
import type { Outline } from '../outline.ts';
import { forEachPausing, type MarkedDialect, oncePerList } from './dialect.ts';
import { kindOfField } from './fieldNames.ts';
import { fittingReferences } from './fittingReferences.ts';
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

  mediaInputs(outline: Outline, found: Candidate[]) {
    const parameterOf = oncePerList(mediaParameter);
    return forEachPausing(outline.candidates, (candidate) => {
      const parameter = parameterOf(candidate);
      const input = parameter === undefined ? undefined : inputOf(parameter, candidate);
      if (input !== undefined) {
        found.push(input);
      }
    });
  },
};

/** A parameter of a task that takes media. */
interface MediaParameter {
  readonly kind: MediaKind;
  readonly taskType: string | undefined;
}

function mediaParameter({ container, key }: Candidate): MediaParameter | undefined {
  const name = propertyOf(container, key);
  if (name === undefined || !runwareParameters.has(name) || answers.test(name)) {
    return undefined;
  }
  const task = taskOf(container);
  const kind = kindOfField(name) ?? kindOfField(container?.parent?.key.toString()) ?? 'image';
  return task && { kind, taskType: task.facts?.taskType };
}

function inputOf(parameter: MediaParameter, candidate: Candidate): Candidate | undefined {
  const { kind = parameter.kind, stateInField: state } = readMediaValue(candidate.value);
  // `frame: "first"` and `background: "white"` are words; only an empty parameter may be waiting for a file.
  return state === 'unknown' && candidate.value !== ''
    ? undefined
    : candidate.become({ state, kind, nodeType: parameter.taskType, fits: fittingReferences('runware') });
}

function taskOf(container: Container | undefined): Container | undefined {
  let each = container;
  while (each !== undefined && each.facts?.taskType === undefined) {
    each = each.parent;
  }
  return each;
}
