import { CancelledError } from '../../errors.ts';
import { JsonWalker } from '../json/jsonWalker.ts';
import type { MediaInput, WorkflowScan } from '../mediaInput.ts';
import { comfyApi } from './dialects/comfyApi.ts';
import { comfyUi } from './dialects/comfyUi.ts';
import type { Dialect } from './dialects/dialect.ts';
import { generic } from './dialects/generic.ts';
import { runningHub } from './dialects/runningHub.ts';
import { runware } from './dialects/runware.ts';
import { runway } from './dialects/runway.ts';
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
/** The same where others wait meanwhile: the lightbulb needs several turns of the event loop, each of which may take so long. */
const shortSlice = 8 * 1024;
/** Batches of media inputs made between two questions; some 0.2 ms of work. */
const batchesAtOnce = 64;

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
  const gathering = new Gathering(outline);
  while (gathering.goOn()) {
    throwIfEnded(options);
  }
  return gathering.scan();
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
  for (let end = shortSlice; walker.walkTo(end); end += shortSlice) {
    await nextTurn();
    throwIfEnded(options);
  }
  const gathering = new Gathering(outline);
  while (gathering.goOn()) {
    await nextTurn();
    throwIfEnded(options);
  }
  return gathering.scan();
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function throwIfEnded({ isCancelled, signal }: ScanOptions): void {
  if (signal?.aborted || isCancelled?.()) {
    throw new CancelledError();
  }
}

/** Makes media inputs of what was found, some of them at a time. */
class Gathering {
  readonly #dialect: Dialect | undefined;
  readonly #batches: Iterator<readonly MediaInput[]> | undefined;
  readonly #inputs: MediaInput[] = [];
  #isInOrder = true;

  constructor(outline: Outline) {
    this.#dialect = outermost(outline) ?? unmarked.find((each) => each.depthIn(outline) !== undefined);
    this.#batches = this.#dialect?.mediaInputs(outline)[Symbol.iterator]();
  }

  /** @returns whether there are more. */
  goOn(): boolean {
    for (let count = 0; count < batchesAtOnce; count++) {
      const { value, done } = this.#batches?.next() ?? { done: true };
      if (done) {
        return false;
      }
      for (const input of value) {
        this.#isInOrder &&= input.offset > (this.#inputs.at(-1)?.offset ?? -1);
        this.#inputs.push(input);
      }
    }
    return true;
  }

  scan(): WorkflowScan {
    if (!this.#isInOrder) {
      this.#inputs.sort((a, b) => a.offset - b.offset);
    }
    return {
      dialect: this.#dialect?.id,
      preferredProvider: this.#dialect?.preferredProvider,
      inputs: this.#inputs,
    };
  }
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
