import { stat } from 'node:fs/promises';
import { type CancellationToken, FileType, RelativePattern, type Uri, workspace } from 'vscode';
import { readSmallFile } from '../../../core/workflow/scan/readSmallFile.ts';
import { workflowExtensions } from '../../../core/workflow/workflowNames.ts';

const pattern = `**/*.{${workflowExtensions.join()}}`;

/** Folders that hold programs rather than people's workflows. */
const excluded = '**/{node_modules,.git,.hg,.svn,.venv,venv,site-packages,__pycache__}/**';
/** A workspace with more files than this is a data set. */
const maxFiles = 10_000;
/** Larger files aren't read as a whole, in bytes: several are visited at once, and nearly all workflows are much smaller. */
const maxFileBytes = 32 * 1024 * 1024;
const maxVisits = 8;

export interface WorkflowFile {
  readonly uri: Uri;
  /** Differs whenever the content does; empty where the file is gone. */
  stamp(): Promise<string>;
  /** The editor's text where that has unsaved changes, otherwise the file; empty where it can't be read, or is too large. */
  read(): Promise<Uint8Array>;
}

/** The JSON files of the workspace, or of one folder. */
export async function findWorkflowFiles(token?: CancellationToken, folder?: Uri): Promise<readonly Uri[]> {
  const within = folder === undefined ? pattern : new RelativePattern(folder, pattern);
  return workspace.findFiles(within, excluded, maxFiles, token);
}

/** Which files are visited. */
export interface VisitOptions {
  /** Only those of this folder. */
  readonly folder?: Uri | undefined;
  /** Called for each file on disk that turned out to be too large when it was read, one after the other. */
  visitLarge?(file: Uri): Promise<void>;
}

/**
 * Visits the JSON files of the workspace, or of one folder, several at once; ends early when it is cancelled.
 * @throws what `visit` throws
 */
export async function visitWorkflowFiles(
  visit: (file: WorkflowFile) => Promise<void>,
  token?: CancellationToken,
  { folder, visitLarge }: VisitOptions = {},
): Promise<void> {
  const queue = (await findWorkflowFiles(token, folder)).values();
  const large: Uri[] = [];
  const work = async (): Promise<void> => {
    for (const uri of queue) {
      if (token?.isCancellationRequested) {
        return;
      }
      await visit(workflowFile(uri, () => large.push(uri)));
    }
  };
  await Promise.all(Array.from({ length: maxVisits }, work));
  for (const uri of visitLarge ? large : []) {
    if (token?.isCancellationRequested) {
      return;
    }
    await visitLarge?.(uri);
  }
}

/** One file as it stands; `undefined` where it isn't a file, is gone, or is too large. */
export async function openWorkflowFile(uri: Uri): Promise<WorkflowFile | undefined> {
  try {
    const { isFile, size } = await statOf(uri);
    return isFile && size <= maxFileBytes ? workflowFile(uri, () => undefined) : undefined;
  } catch {
    return undefined;
  }
}

function workflowFile(uri: Uri, onLarge: () => unknown): WorkflowFile {
  const open = workspace.textDocuments.find(
    (document) => document.isDirty && document.uri.toString() === uri.toString(),
  );
  if (open) {
    const text = open.getText();
    return {
      uri,
      stamp: async () => `version ${open.version}`,
      read: async () => new TextEncoder().encode(text),
    };
  }
  return {
    uri,
    stamp: () =>
      statOf(uri).then(
        ({ stamp }) => stamp,
        () => '',
      ),
    read: async () => {
      const bytes = await readFileAt(uri);
      if (bytes === 'large') {
        onLarge();
      }
      return bytes === 'large' || bytes === undefined ? new Uint8Array() : bytes;
    },
  };
}

interface FoundFile {
  readonly isFile: boolean;
  /** Bytes. */
  readonly size: number;
  readonly stamp: string;
}

/** Asks Node.js where it can: VS Code's file service would add its own time for each of ten thousand files. */
async function statOf(uri: Uri): Promise<FoundFile> {
  if (uri.scheme === 'file') {
    const found = await stat(uri.fsPath);
    return { isFile: found.isFile(), size: found.size, stamp: `${found.mtimeMs} ${found.size}` };
  }
  const { type, size, mtime } = await workspace.fs.stat(uri);
  return { isFile: (type & FileType.File) !== 0, size, stamp: `${mtime} ${size}` };
}

async function readFileAt(uri: Uri): Promise<Uint8Array | 'large' | undefined> {
  if (uri.scheme === 'file') {
    return readSmallFile(uri.fsPath, maxFileBytes);
  }
  try {
    return (await statOf(uri)).size > maxFileBytes ? undefined : await workspace.fs.readFile(uri);
  } catch {
    // Deleted since it was found.
    return undefined;
  }
}
