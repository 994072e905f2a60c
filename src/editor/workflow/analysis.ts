import { stat } from 'node:fs/promises';
import { Uri } from 'vscode';
import type { Engine } from '../../core/engine.ts';
import { CancelledError } from '../../core/errors.ts';
import type { UploadRecord } from '../../core/history/record.ts';
import type { Reference } from '../../core/providers/provider.ts';
import type { DialectId, MediaInput, StringToken, WorkflowScan } from '../../core/workflow/mediaInput.ts';
import type { PathContext, ResolvedPath } from '../../core/workflow/resolvePath.ts';
import { placesOf } from './analysisPlaces.ts';

/** What became of the local file a reference was made from. */
export type SourceState = 'unchanged' | 'changed' | 'missing';

/** What a media input of a document stands for at the moment of the analysis. */
export type InputTarget =
  /** A file on this disk. */
  | { readonly type: 'file'; readonly resolved: ResolvedPath; readonly size: number; readonly mtimeMs: number }
  /** A local path that leads nowhere. */
  | { readonly type: 'missing' }
  /** A reference of an upload in the history; `reference` is the form that stands in the document. */
  | {
      readonly type: 'reference';
      readonly record: UploadRecord;
      readonly reference: Reference;
      readonly source: SourceState;
    }
  /** A URL, an output, a reference we did not make: nothing to say about it. */
  | { readonly type: 'other' };

export interface AnalysedInput {
  readonly input: MediaInput;
  readonly target: InputTarget;
}

/** A document understood: what it names, and what those names lead to. */
export interface Analysis {
  readonly version: number;
  readonly scan: WorkflowScan;
  /** In the order of the document, by their own strings. */
  readonly inputs: readonly AnalysedInput[];
  /** The same by strings linked to them, in the order of those. */
  readonly linked: readonly LinkedPlace[];
  /** Where the inputs stand that name a file of this disk, in UTF-16 units, ascending. */
  readonly fileOffsets: readonly number[];
  /** How many different files those are. */
  readonly fileCount: number;
}

/** A string that belongs to an input which stands elsewhere. */
export interface LinkedPlace extends Pick<StringToken, 'offset' | 'length'> {
  readonly analysed: AnalysedInput;
}

/** Look-ups at once: as many threads as Node.js has for files, but for one that is left to a person who waits. */
const lookupsAtOnce = 3;
/** How long to work on without letting others have their turn, in milliseconds. */
const turnLength = 0.25;

/**
 * Looks up every input of a scan: paths on the disk, references in the history. Equal values are looked up once. Gives way
 * all the time, because a document may name ten thousand files, and the lightbulb is asked for meanwhile.
 * @throws CancelledError
 */
export async function analyse(
  engine: Engine,
  scan: WorkflowScan,
  version: number,
  context: PathContext,
  isCancelled: () => boolean,
): Promise<Analysis> {
  const targets = new Map<string, Promise<InputTarget>>();
  const inputs = new Array<AnalysedInput>(scan.inputs.length);
  const waiting = scan.inputs.entries();
  let turnEnds = performance.now() + turnLength;
  async function lookUpTheNext(): Promise<void> {
    for (const [index, input] of waiting) {
      const fits = input.fits.map(({ provider, form }) => `${provider} ${form}`).join();
      const key = `${input.state} ${fits} ${input.value}`;
      const target = targets.get(key) ?? targetOf(engine, input, scan.dialect, context);
      targets.set(key, target);
      inputs[index] = { input, target: await target };
      if (performance.now() > turnEnds) {
        await new Promise((resolve) => setImmediate(resolve));
        turnEnds = performance.now() + turnLength;
        if (isCancelled()) {
          throw new CancelledError();
        }
      }
    }
  }
  await Promise.all(Array.from({ length: lookupsAtOnce }, lookUpTheNext));
  return { version, scan, inputs, ...placesOf(inputs) };
}

async function targetOf(
  engine: Engine,
  input: MediaInput,
  dialect: DialectId | undefined,
  context: PathContext,
): Promise<InputTarget> {
  // The history first: a name like `photo.png` may well be a reference, of one's own ComfyUI.
  const record = input.value === '' ? undefined : engine.history.findByReference(input.value);
  const reference = record && [record.reference, ...record.alternatives].find((each) => each.value === input.value);
  if (record && reference && mayBeMeant(input, record, reference, dialect)) {
    return { type: 'reference', record, reference, source: await sourceState(record) };
  }
  if (input.state !== 'local') {
    return { type: 'other' };
  }
  const resolved = await engine.workflow.resolvePath(input.value, context);
  if (!resolved) {
    return { type: 'missing' };
  }
  try {
    const { size, mtimeMs } = await stat(resolved.file);
    return { type: 'file', resolved, size, mtimeMs };
  } catch {
    return { type: 'missing' };
  }
}

/**
 * A string that has the form of a path is a reference only where such references work: once `icon.png` was sent to one's
 * own ComfyUI, every `icon.png` in a `package.json` would be taken for it otherwise.
 */
function mayBeMeant(
  input: MediaInput,
  record: UploadRecord,
  reference: Reference,
  dialect: DialectId | undefined,
): boolean {
  return (
    input.state !== 'local' ||
    (dialect !== 'generic' && input.fits.some((fit) => fit.provider === record.provider && fit.form === reference.form))
  );
}

/** Told by size and time alone: reading files because a document is looked at would be felt. */
export async function sourceState(record: UploadRecord): Promise<SourceState> {
  const uri = Uri.parse(record.fileUri);
  if (uri.scheme !== 'file') {
    return 'unchanged';
  }
  try {
    const found = await stat(uri.fsPath);
    if (found.isDirectory()) {
      // Sent as a ZIP; a folder's own size and time say nothing about the images in it.
      return 'unchanged';
    }
    const { size, mtimeMs } = found;
    return size === record.size && Math.abs(mtimeMs - record.mtimeMs) < 1 ? 'unchanged' : 'changed';
  } catch {
    return 'missing';
  }
}
