import { type StepOptions, stepsAtOnce, stepsInTurns } from '../../timeSlice.ts';
import { JsonWalker } from '../json/jsonWalker.ts';
import type { MediaInput, WorkflowScan } from '../mediaInput.ts';
import { comfyApi } from './dialects/comfyApi.ts';
import { comfyUi } from './dialects/comfyUi.ts';
import type { Dialect, MarkedDialect } from './dialects/dialect.ts';
import { generic } from './dialects/generic.ts';
import { runningHub } from './dialects/runningHub.ts';
import { runware } from './dialects/runware.ts';
import { isOfRunway, runway } from './dialects/runway.ts';
import { type Container, Outline } from './outline.ts';

export type ScanOptions = StepOptions;

/** Strings that dialects look at in one step; some 0.1 ms of work. */
const candidatesPerStep = 64;

/** Formats with a mark of their own. Where two stand equally deep, the earlier one is what runs. */
const marked: readonly MarkedDialect[] = [runningHub, runware, comfyApi, comfyUi];

/**
 * Lists the media inputs of a JSON document in one pass, without building a tree. Never throws because of the text: of a
 * broken document it gives what could be understood.
 * @throws CancelledError
 */
export function scanWorkflow(text: string, options: ScanOptions = {}): WorkflowScan {
  return stepsAtOnce(scan(text), options);
}

/**
 * The same for texts of more than some megabytes: gives way to the event loop all the time, so that a large document
 * neither freezes the extension host nor keeps it from hearing that the scan is no longer wanted.
 * @throws CancelledError
 */
export function scanWorkflowInSlices(text: string, options: ScanOptions = {}): Promise<WorkflowScan> {
  return stepsInTurns(scan(text), options);
}

function* scan(text: string): Generator<undefined, WorkflowScan, undefined> {
  const outline = new Outline();
  yield* new JsonWalker<Container>(text, outline).steps();
  const dialect = outermost(outline) ?? (yield* unmarked(outline));
  const inputs: MediaInput[] = [];
  let isInOrder = true;
  let candidates = 0;
  for (const input of dialect.mediaInputs(outline)) {
    if (input !== undefined) {
      isInOrder &&= input.offset > (inputs.at(-1)?.offset ?? -1);
      inputs.push(input);
    }
    if (++candidates % candidatesPerStep === 0) {
      yield;
    }
  }
  if (!isInOrder) {
    inputs.sort((a, b) => a.offset - b.offset);
  }
  // Other JSON that names no media is of no format at all.
  const isAny = dialect !== generic || inputs.length > 0;
  return { dialect: isAny ? dialect.id : undefined, preferredProvider: dialect.preferredProvider, inputs };
}

/** Of the formats known by their contents, which are asked only where there is no mark. */
function* unmarked(outline: Outline): Generator<undefined, Dialect, undefined> {
  let candidates = 0;
  for (const candidate of outline.candidates) {
    if (isOfRunway(candidate)) {
      return runway;
    }
    if (++candidates % candidatesPerStep === 0) {
      yield;
    }
  }
  return generic;
}

function outermost(outline: Outline): MarkedDialect | undefined {
  let found: MarkedDialect | undefined;
  let foundDepth = Number.POSITIVE_INFINITY;
  for (const dialect of marked) {
    const depth = dialect.depthIn(outline);
    if (depth !== undefined && depth < foundDepth) {
      found = dialect;
      foundDepth = depth;
    }
  }
  return found;
}
