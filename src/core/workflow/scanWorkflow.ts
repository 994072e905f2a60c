import { CancelledError } from '../errors.ts';
import { comfyApi } from './dialects/comfyApi.ts';
import { comfyUi } from './dialects/comfyUi.ts';
import type { Dialect } from './dialects/dialect.ts';
import { generic } from './dialects/generic.ts';
import { runningHub } from './dialects/runningHub.ts';
import { runware } from './dialects/runware.ts';
import { runway } from './dialects/runway.ts';
import { JsonWalker } from './jsonWalker.ts';
import type { WorkflowScan } from './mediaInput.ts';
import { type Container, Outline } from './outline.ts';

export interface ScanOptions {
  /** Asked every few milliseconds; answering true ends the scan with a CancelledError. */
  readonly isCancelled?: () => boolean;
  readonly signal?: AbortSignal;
}

/** Formats with a mark of their own. Where two stand equally deep, the earlier one is what runs. */
const marked: readonly Dialect[] = [runningHub, runware, comfyApi, comfyUi];
/** Formats known by their contents, asked only where there is no mark. */
const unmarked: readonly Dialect[] = [runway, generic];

/** UTF-16 units walked between two questions; some 3 ms of work. */
const slice = 128 * 1024;

/**
 * Lists the media inputs of a JSON document in one pass, without building a tree. Never throws because of the text:
 * of a broken document it gives what could be understood.
 * @throws CancelledError
 */
export function scanWorkflow(text: string, options: ScanOptions = {}): WorkflowScan {
  const outline = new Outline();
  const walker = new JsonWalker<Container>(text, outline);
  for (let end = slice; walker.walkTo(end); end += slice) {
    throwIfEnded(options);
  }
  return scanOf(outline);
}

/**
 * The same for texts of more than some megabytes: gives way to the event loop after every slice, so that a large document
 * neither freezes the extension host nor keeps it from hearing that the scan is no longer wanted.
 * @throws CancelledError
 */
export async function scanWorkflowInSlices(text: string, options: ScanOptions = {}): Promise<WorkflowScan> {
  throwIfEnded(options);
  const outline = new Outline();
  const walker = new JsonWalker<Container>(text, outline);
  for (let end = slice; walker.walkTo(end); end += slice) {
    await new Promise((resolve) => setImmediate(resolve));
    throwIfEnded(options);
  }
  return scanOf(outline);
}

function throwIfEnded({ isCancelled, signal }: ScanOptions): void {
  if (signal?.aborted || isCancelled?.()) {
    throw new CancelledError();
  }
}

function scanOf(outline: Outline): WorkflowScan {
  const dialect = outermost(outline) ?? unmarked.find((each) => each.depthIn(outline) !== undefined);
  return {
    dialect: dialect?.id,
    preferredProvider: dialect?.preferredProvider,
    inputs: dialect?.mediaInputs(outline) ?? [],
  };
}

function outermost(outline: Outline): Dialect | undefined {
  let found: Dialect | undefined;
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
