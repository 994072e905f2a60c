import { type StepOptions, stepsAtOnce, stepsInTurns } from '../../timeSlice.ts';
import { documentWalker } from '../json/jsonWalker.ts';
import type { WorkflowScan } from '../mediaInput.ts';
import type { Candidate } from './candidate.ts';
import type { Container } from './container.ts';
import { comfyApi } from './dialects/comfyApi.ts';
import { comfyUi } from './dialects/comfyUi.ts';
import { type Dialect, forEachPausing, type MarkedDialect, oncePerList, type Pausing } from './dialects/dialect.ts';
import { generic } from './dialects/generic.ts';
import { runningHub } from './dialects/runningHub.ts';
import { runware } from './dialects/runware.ts';
import { isOfRunway, runway } from './dialects/runway.ts';
import { Outline } from './outline.ts';
import { withoutReplaced } from './replacedParts.ts';

export type ScanOptions = StepOptions;

/** Formats with a mark of their own. If two are equally deep, the earlier one is what runs. */
const marked: readonly MarkedDialect[] = [runningHub, runware, comfyApi, comfyUi];

/**
 * Lists the media inputs of a JSON document in one pass, without building a tree. Never throws because of the text: it returns
 * what could be understood of a broken document.
 * @throws CancelledError
 */
export function scanWorkflow(text: string, options: ScanOptions = {}): WorkflowScan {
  return stepsAtOnce(scan(text), options);
}

/**
 * The same for large texts: yields to the event loop all the time, so that the extension host doesn't freeze and learns
 * when the scan is no longer wanted.
 * @throws CancelledError
 */
export function scanWorkflowInSlices(text: string, options: ScanOptions = {}): Promise<WorkflowScan> {
  return stepsInTurns(scan(text), options);
}

function* scan(text: string): Pausing<WorkflowScan> {
  const outline = new Outline(text);
  yield* documentWalker<Container>(text, outline).steps();
  const dialect = outermost(outline) ?? (yield* unmarked(outline));
  const found: Candidate[] = [];
  yield* dialect.mediaInputs(outline, found);
  const inputs = yield* withoutReplaced(found, outline);
  if (!isInOrder(inputs)) {
    inputs.sort((a, b) => a.offset - b.offset);
  }
  // Other JSON that names no media has no format at all.
  const isAny = dialect !== generic || inputs.length > 0;
  return { dialect: isAny ? dialect.id : undefined, preferredProvider: dialect.preferredProvider, inputs };
}

/** Nearly always; then nothing has to be compared twice. */
function isInOrder(inputs: readonly Candidate[]): boolean {
  let last = 0;
  for (const { offset } of inputs) {
    if (offset < last) {
      return false;
    }
    last = offset;
  }
  return true;
}

/** One of the formats known by their contents, which are tried only if there is no mark. */
function* unmarked(outline: Outline): Pausing<Dialect> {
  let dialect: Dialect = generic;
  const isRunway = oncePerList(isOfRunway);
  yield* forEachPausing(outline.candidates, (candidate) => {
    if (dialect === generic && isRunway(candidate)) {
      dialect = runway;
    }
  });
  return dialect;
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
