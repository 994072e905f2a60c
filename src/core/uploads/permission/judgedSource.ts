import type { PlatformPath } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Asset, MediaKind } from '../../asset/asset.ts';
import { assetOfHandle } from '../../asset/assetOfHandle.ts';
import { fileFailure } from '../../asset/fileFailure.ts';
import type { SourceFolder } from '../../asset/sourceFolder.ts';
import { UploadError } from '../../errors.ts';
import type { NamedPlace, Spelling } from '../../workflow/paths/spelling.ts';
import { isWithin, type WorkspaceFolder } from '../../workflow/paths/within.ts';
import type { Cause, Place } from './decide.ts';
import { type FileIdentity, type FileSystem, type JudgedFile, openRegularFile } from './openRegularFile.ts';
import { placeOf, type RealFolder } from './workspaceFolders.ts';

/** What somebody wants to send, and why. */
export interface FileToSend extends NamedPlace {
  /** Base name. */
  readonly name: string;
  readonly cause: Cause;
  /** What was sent the last time; for the causes that are records. */
  readonly sent?: { readonly contentHash: string; readonly kind: MediaKind };
  /** Makes one archive of a folder. Where it is left out, a folder is refused. */
  archive?(folder: SourceFolder, signal: AbortSignal): Promise<Asset>;
}

/** Something that has been opened and located, and isn't described as an asset yet. */
export interface JudgedSource {
  readonly identity: FileIdentity;
  readonly place: Place;
  /** Whether `identity` and `place` are certain to be those of what is open. */
  readonly isProven: boolean;
  /** Once at most; the asset closes what is open. @throws UploadError; closes what is open then */
  asset(): Promise<Asset>;
  /** For a source that isn't made an asset. */
  close(): Promise<void>;
}

export interface JudgingContext {
  readonly folders: readonly WorkspaceFolder[];
  readonly paths: PlatformPath;
  readonly fileSystem: FileSystem;
  /** Reads a file of a virtual file system. @throws UploadError */
  readVirtual(uri: string, signal: AbortSignal): Promise<Asset>;
}

/**
 * Opens what was named and finds out where it is.
 * @throws UploadError `fileMissing`, `fileUnreadable`, `notAFile`
 */
export async function openAndJudge(
  file: FileToSend,
  spelling: Exclude<Spelling, { type: 'refused' }>,
  { context, signal }: { readonly context: JudgingContext; readonly signal: AbortSignal },
): Promise<JudgedSource> {
  if (spelling.type === 'virtual') {
    return {
      identity: { realPath: file.uri, device: undefined, inode: undefined },
      place: spelling.isInside ? 'inside' : 'outside',
      isProven: true,
      asset: () => context.readVirtual(file.uri, signal),
      close: async () => {},
    };
  }
  const { path } = spelling;
  try {
    const folders = await realFolders(context);
    const place = (realPath: string): Place => placeOf({ path, realPath }, folders, context.paths);
    const { archive } = file;
    if (archive !== undefined && (await context.fileSystem.stat(path)).isDirectory()) {
      const identity = await identityOfFolder(path, context.fileSystem);
      const { realPath } = identity;
      return {
        identity,
        place: place(realPath),
        // Each file is judged against this path when it is read, so what is a link by then adds nothing to the archive.
        isProven: true,
        asset: () => archive({ realPath, open: (inside) => openWithin(realPath, inside, context) }, signal),
        close: async () => {},
      };
    }
    const judged = await openRegularFile(path, context.fileSystem);
    const { handle, identity, isProven } = judged;
    return {
      identity,
      place: isProven ? place(identity.realPath) : 'outside',
      isProven,
      asset: () => describing(judged, file),
      close: () => handle.close(),
    };
  } catch (error) {
    throw UploadError.is(error) ? error.at({ fileName: file.name }) : fileFailure(error, file.name);
  }
}

/** A folder that can't be found holds nothing. */
async function realFolders({ folders, fileSystem }: JudgingContext): Promise<readonly RealFolder[]> {
  const found = await Promise.all(
    folders.map(async ({ path }) => {
      const realPath = path === undefined ? undefined : await fileSystem.realpath(path).catch(() => undefined);
      return path === undefined || realPath === undefined ? [] : [{ path, realPath }];
    }),
  );
  return found.flat();
}

async function identityOfFolder(path: string, fileSystem: FileSystem): Promise<FileIdentity> {
  const realPath = await fileSystem.realpath(path);
  const { dev, ino } = await fileSystem.stat(realPath, { bigint: true });
  return ino === 0n ? { realPath, device: undefined, inode: undefined } : { realPath, device: dev, inode: ino };
}

async function openWithin(folder: string, path: string, { fileSystem, paths }: JudgingContext): Promise<Asset> {
  const name = paths.basename(path);
  try {
    const judged = await openRegularFile(path, fileSystem);
    if (judged.isProven && isWithin(folder, judged.identity.realPath, paths)) {
      return await describing(judged, { name, uri: pathToFileURL(path).href });
    }
    await judged.handle.close();
  } catch (error) {
    throw fileFailure(error, name);
  }
  throw new UploadError('outsideWorkspace', 'A file of the folder leads out of it', { fileName: name });
}

async function describing(
  { handle, stats, identity }: JudgedFile,
  { name, uri }: { readonly name: string; readonly uri: string },
): Promise<Asset> {
  try {
    return await assetOfHandle({ handle, stats, path: identity.realPath, name }, uri);
  } catch (error) {
    await handle.close();
    throw error;
  }
}
