import { stat } from 'node:fs/promises';
import { Uri } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import type { SourceState } from '../../core/history/assetState.ts';
import type { HistoryStore } from '../../core/history/historyStore.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { Reference } from '../../core/providers/reference.ts';
import { isWrittenAsObject } from '../../core/workflow/edit/writtenToken.ts';
import { couldBeFile, type DialectId, type MediaInput, type WorkflowScan } from '../../core/workflow/mediaInput.ts';
import { type PathContext, resolvePath } from '../../core/workflow/paths/resolvePath.ts';
import type { KeyInFile } from '../../core/workflow/scan/keysInFile.ts';
import { referenceState } from '../../core/workflow/scan/referenceState.ts';
import { isNear } from '../services/nearFiles.ts';
import {
  type AnalysedInput,
  type Analysis,
  type FileTarget,
  type InputTarget,
  indexInputs,
  type ReferenceTarget,
} from './analysis.ts';

/** Lookups at once: one thread fewer than Node.js has for files, so that one stays free for what the person waits for. */
const maxLookups = 3;
/** Longest work without yielding, in milliseconds. */
const maxTurn = 0.1;

interface AnalysisOptions {
  /** Of the document that was scanned. */
  readonly version: number;
  readonly context: PathContext;
  /** What was found beside the inputs. */
  readonly keys: readonly KeyInFile[];
  /** Called only where a string could be a reference: opening the history takes longer than everything else here. */
  history(): Promise<HistoryStore>;
  isCancelled(): boolean;
}

/**
 * Looks up every input of a scan: paths on the disk, references in the history. Equal values are looked up once. Yields
 * often, because a document may name ten thousand files, and code actions are requested meanwhile.
 * @throws CancelledError
 */
export async function analyse(scan: WorkflowScan, options: AnalysisOptions): Promise<Analysis> {
  const targets = new Map<string, Promise<InputTarget>>();
  const inputs = new Array<AnalysedInput>(scan.inputs.length);
  const queue = scan.inputs.entries();
  let turnEnds = performance.now() + maxTurn;
  async function lookUpNext(): Promise<void> {
    for (const [index, input] of queue) {
      const fits = input.fits.map(({ provider, form }) => `${provider} ${form}`).join();
      const key = `${input.state} ${input.writtenAs} ${fits} ${input.value}`;
      const target = targets.get(key) ?? targetOf(input, scan.dialect, options);
      targets.set(key, target);
      inputs[index] = { input, target: await target };
      if (performance.now() > turnEnds) {
        await new Promise((resolve) => setImmediate(resolve));
        turnEnds = performance.now() + maxTurn;
        if (options.isCancelled()) {
          throw new CancelledError();
        }
      }
    }
  }
  await Promise.all(Array.from({ length: maxLookups }, lookUpNext));
  return { version: options.version, scan, keys: options.keys, inputs, ...indexInputs(inputs) };
}

async function targetOf(
  input: MediaInput,
  dialect: DialectId | undefined,
  { history, context }: AnalysisOptions,
): Promise<InputTarget> {
  // Also where an upload's reference is written: nothing would change if it were replaced.
  if (input.state === 'linked') {
    return { type: 'other' };
  }
  const record = couldBeReference(input, dialect) ? (await history()).findByReference(input.value) : undefined;
  const reference = record && [record.reference, ...record.alternatives].find((each) => isWrittenThere(each, input));
  const known = record && reference && { record, reference };
  // The history comes first for names as for references: a name like `photo.png` may well be one at one's own ComfyUI.
  if (known && input.state !== 'hashName' && (!isName(input) || worksThere(input, record, reference))) {
    return referenceTarget(await history(), record, reference);
  }
  const found = couldBeFile(input) ? await findFile(input.value, context) : undefined;
  if (input.state === 'bundled') {
    return found ?? { type: 'other' };
  }
  if (input.state !== 'hashName') {
    return found ?? (input.state === 'local' ? { type: 'missing' } : foreignTarget(input));
  }
  // A file of that name wins, unless it is the one the reference was made from.
  if (found && found.resolved.file !== (known && Uri.parse(record.fileUri).fsPath)) {
    return found;
  }
  return known ? referenceTarget(await history(), record, reference) : { type: 'other' };
}

async function referenceTarget(
  history: HistoryStore,
  record: UploadRecord,
  reference: Reference,
): Promise<ReferenceTarget> {
  const renewal =
    reference.expiresAt === undefined
      ? undefined
      : history.livingRenewalOf(record, { now: Date.now(), form: reference.form });
  return { type: 'reference', record, reference, source: await sourceState(record), renewal };
}

/** Whether the input is this reference: an id alone isn't an asset, and one in an object is nothing else. */
function isWrittenThere({ form, value }: Reference, input: MediaInput): boolean {
  return value === input.value && isWrittenAsObject(form) === (input.writtenAs !== undefined);
}

/** What a value without a record is: a reference where nothing else looks like it, and it would work there. */
function foreignTarget({ value, state, fits, writtenAs }: MediaInput): InputTarget {
  const forms = writtenAs === undefined && state === 'reference' ? referenceState(value).references : [];
  const distinctive = forms.filter(({ isDistinctive }) => isDistinctive);
  const fitting = fits.filter((fit) =>
    writtenAs === undefined
      ? distinctive.some(({ provider, form }) => fit.provider === provider && fit.form === form)
      : fit.writtenAs === writtenAs,
  );
  const providers = fitting.map(({ provider }) => provider);
  return providers.length > 0 ? { type: 'unknownReference', providers } : { type: 'other' };
}

async function findFile(value: string, context: PathContext): Promise<FileTarget | undefined> {
  const resolved = await resolvePath(value, context);
  if (!resolved) {
    return undefined;
  }
  try {
    const { size, mtimeMs } = await stat(resolved.file);
    return { type: 'file', resolved, size, mtimeMs };
  } catch {
    return undefined;
  }
}

/**
 * Whether an input that looks like a path is the name under which a provider holds an upload. It is one also while a file of
 * that name is there, so it doesn't follow the file.
 */
export function isNameOfUpload(input: MediaInput, dialect: DialectId | undefined, history: HistoryStore): boolean {
  if (input.state !== 'local' || !couldBeReference(input, dialect)) {
    return false;
  }
  const record = history.findByReference(input.value);
  const reference = record && [record.reference, ...record.alternatives].find((each) => isWrittenThere(each, input));
  return record !== undefined && reference !== undefined && worksThere(input, record, reference);
}

/**
 * Whether it is worth asking the history. No provider hands out a name that begins like a path from here or from the root;
 * and outside of workflows a file name is a file name: once `icon.png` was sent to one's own ComfyUI, every `icon.png` in
 * any JSON would be taken for a reference otherwise.
 */
function couldBeReference({ value, state, fits }: MediaInput, dialect: DialectId | undefined): boolean {
  if (!isName({ state })) {
    return value !== '' && state !== 'dataUri';
  }
  return dialect !== 'generic' && fits.length > 0 && !/^(?:\.{1,2}[/\\]|[/\\~]|[a-z]:)/i.test(value);
}

/** Whether it looks like a file's name, which may be one that a provider gave. */
function isName({ state }: Pick<MediaInput, 'state'>): boolean {
  return state === 'local' || state === 'bundled';
}

/** A string that looks like a path is a reference only where this very form of reference works. */
function worksThere({ fits }: MediaInput, { provider }: UploadRecord, { form }: Reference): boolean {
  return fits.some((fit) => fit.provider === provider && fit.form === form);
}

/**
 * Compares the file of an upload with what was sent, by size and modification time only: opening a document must not read
 * media files. A file that isn't near counts as unchanged.
 */
export async function sourceState(record: UploadRecord): Promise<SourceState> {
  const uri = Uri.parse(record.fileUri);
  if (!isNear(uri)) {
    return 'unchanged';
  }
  try {
    const found = await stat(uri.fsPath);
    if (found.isDirectory()) {
      // It was sent as a ZIP; a folder's own size and time say nothing about the images in it.
      return 'unchanged';
    }
    const { size, mtimeMs } = found;
    return size === record.size && Math.abs(mtimeMs - record.mtimeMs) < 1 ? 'unchanged' : 'changed';
  } catch {
    return 'missing';
  }
}
