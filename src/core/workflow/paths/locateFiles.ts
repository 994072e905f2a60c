import { stat } from 'node:fs/promises';
import { Limiter } from '../../limiter.ts';
import { couldBeFile, type MediaInput } from '../mediaInput.ts';
import { type PathContext, type ResolvedPath, resolvePath } from './resolvePath.ts';

/** A file on this disk that a document names. */
export interface LocatedFile extends ResolvedPath {
  /** Bytes. */
  readonly size: number;
  /** Modification time in milliseconds since the epoch. */
  readonly mtimeMs: number;
}

export interface LocatedInput {
  readonly input: MediaInput;
  /** `undefined` if there is no such file. */
  readonly file: LocatedFile | undefined;
}

/** A lookup can take a dozen file system calls; a thousand lookups at once would starve everything else. */
const lookupsAtOnce = 16;

/**
 * Finds the files that the local inputs of a document name; a value that occurs often is looked up once. Nothing is read.
 * @returns the inputs that stand for files, in their order; those of which a name may mean something else only where it exists
 * @throws CancelledError
 */
export async function locateFiles(
  inputs: readonly MediaInput[],
  context: PathContext,
  signal: AbortSignal,
): Promise<readonly LocatedInput[]> {
  const limiter = new Limiter(lookupsAtOnce);
  const files = new Map<string, Promise<LocatedFile | undefined>>();
  const located = await Promise.all(
    inputs.filter(couldBeFile).map(async (input) => {
      const file = files.get(input.value) ?? limiter.run(signal, () => locate(input.value, context));
      files.set(input.value, file);
      return { input, file: await file };
    }),
  );
  return located.filter(({ input, file }) => file !== undefined || input.state === 'local');
}

async function locate(value: string, context: PathContext): Promise<LocatedFile | undefined> {
  const resolved = await resolvePath(value, context);
  if (resolved === undefined) {
    return undefined;
  }
  try {
    const { size, mtimeMs } = await stat(resolved.file);
    return { ...resolved, size, mtimeMs };
  } catch {
    // Deleted between the two calls.
    return undefined;
  }
}
