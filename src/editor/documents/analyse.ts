import { stat } from 'node:fs/promises';
import { Uri } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import type { HistoryStore } from '../../core/history/historyStore.ts';
import type { UploadRecord } from '../../core/history/record.ts';
import type { Reference } from '../../core/providers/provider.ts';
import type { DialectId, MediaInput, WorkflowScan } from '../../core/workflow/mediaInput.ts';
import type { PathContext } from '../../core/workflow/paths/resolvePath.ts';
import { resolvePath } from '../../core/workflow/paths/resolvePath.ts';
import type { AnalysedInput, Analysis, InputTarget, SourceState } from './analysis.ts';
import { placesOf } from './analysisPlaces.ts';

/** Look-ups at once: as many threads as Node.js has for files, but for one that is left to a person who waits. */
const lookupsAtOnce = 3;
/** How long to work on without letting others have their turn, in milliseconds. */
const turnLength = 0.25;

interface AnalysisQuestion {
  /** Of the document that was scanned. */
  readonly version: number;
  readonly context: PathContext;
  readonly isCancelled: () => boolean;
}

/**
 * Looks up every input of a scan: paths on the disk, references in the history. Equal values are looked up once. Gives way
 * all the time, because a document may name ten thousand files, and the lightbulb is asked for meanwhile.
 * @throws CancelledError
 */
export async function analyse(
  history: HistoryStore,
  scan: WorkflowScan,
  { version, context, isCancelled }: AnalysisQuestion,
): Promise<Analysis> {
  const targets = new Map<string, Promise<InputTarget>>();
  const inputs = new Array<AnalysedInput>(scan.inputs.length);
  const waiting = scan.inputs.entries();
  let turnEnds = performance.now() + turnLength;
  async function lookUpTheNext(): Promise<void> {
    for (const [index, input] of waiting) {
      const fits = input.fits.map(({ provider, form }) => `${provider} ${form}`).join();
      const key = `${input.state} ${fits} ${input.value}`;
      const target = targets.get(key) ?? targetOf(history, input, { dialect: scan.dialect, context });
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
  history: HistoryStore,
  input: MediaInput,
  { dialect, context }: { readonly dialect: DialectId | undefined; readonly context: PathContext },
): Promise<InputTarget> {
  // The history first: a name like `photo.png` may well be a reference, of one's own ComfyUI.
  const record = input.value === '' ? undefined : history.findByReference(input.value);
  const reference = record && [record.reference, ...record.alternatives].find((each) => each.value === input.value);
  if (record && reference && mayBeMeant(input, { record, reference, dialect })) {
    return { type: 'reference', record, reference, source: await sourceState(record) };
  }
  if (input.state !== 'local') {
    return { type: 'other' };
  }
  const resolved = await resolvePath(input.value, context);
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
  {
    record,
    reference,
    dialect,
  }: { readonly record: UploadRecord; readonly reference: Reference; readonly dialect: DialectId | undefined },
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
