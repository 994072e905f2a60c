import { readFile, stat } from 'node:fs/promises';
import { type CancellationToken, FileType, RelativePattern, type Uri, workspace } from 'vscode';
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
  /** Differs whenever the content does. */
  readonly stamp: string;
  /** The editor's text where that has unsaved changes, otherwise the file; empty where it can't be read. */
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
  /** Called for each file on disk that is too large to be read as a whole, one after the other; left out by default. */
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
      const file = await describe(uri);
      if (file === 'large') {
        large.push(uri);
      } else if (file) {
        await visit(file);
      }
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
  const file = await describe(uri);
  return file === 'large' ? undefined : file;
}

async function describe(uri: Uri): Promise<WorkflowFile | 'large' | undefined> {
  const open = workspace.textDocuments.find(
    (document) => document.isDirty && document.uri.toString() === uri.toString(),
  );
  if (open) {
    const text = open.getText();
    return { uri, stamp: `version ${open.version}`, read: async () => new TextEncoder().encode(text) };
  }
  try {
    const { isFile, size, stamp } = await statOf(uri);
    if (!isFile) {
      return undefined;
    }
    return size > maxFileBytes ? 'large' : { uri, stamp, read: () => readOrEmpty(uri) };
  } catch {
    // Deleted since it was found.
    return undefined;
  }
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

async function readOrEmpty(uri: Uri): Promise<Uint8Array> {
  try {
    return await (uri.scheme === 'file' ? readFile(uri.fsPath) : workspace.fs.readFile(uri));
  } catch {
    return new Uint8Array();
  }
}
