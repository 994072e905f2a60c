import { type CancellationToken, FileType, RelativePattern, type Uri, workspace } from 'vscode';
import { workflowExtensions } from '../../../core/workflow/workflowNames.ts';

const pattern = `**/*.{${workflowExtensions.join()}}`;

/** Folders that hold programs rather than people's workflows. */
const excluded = '**/{node_modules,.git,.hg,.svn,.venv,venv,site-packages,__pycache__}/**';
/** A workspace with more files than this is a data set. */
const maxFiles = 10_000;
/** Larger files are left out, in bytes: VS Code can only read a file as a whole, and workflows are much smaller. */
const maxFileBytes = 32 * 1024 * 1024;
const maxVisits = 8;

export interface WorkflowFile {
  readonly uri: Uri;
  /** Differs whenever the content does. */
  readonly stamp: string;
  /** The editor's text where that has unsaved changes, otherwise the file; empty where it can't be read. */
  read(): Promise<Uint8Array>;
}

/**
 * Visits the JSON files of the workspace, or of one folder, several at once; ends early when it is cancelled.
 * @throws what `visit` throws
 */
export async function visitWorkflowFiles(
  visit: (file: WorkflowFile) => Promise<void>,
  token?: CancellationToken,
  folder?: Uri,
): Promise<void> {
  const within = folder === undefined ? pattern : new RelativePattern(folder, pattern);
  const uris = await workspace.findFiles(within, excluded, maxFiles, token);
  const queue = uris.values();
  const work = async (): Promise<void> => {
    for (const uri of queue) {
      if (token?.isCancellationRequested) {
        return;
      }
      const file = await openWorkflowFile(uri);
      if (file) {
        await visit(file);
      }
    }
  };
  await Promise.all(Array.from({ length: maxVisits }, work));
}

/** One file as it stands; `undefined` where it isn't a file, is gone, or is too large. */
export async function openWorkflowFile(uri: Uri): Promise<WorkflowFile | undefined> {
  const open = workspace.textDocuments.find(
    (document) => document.isDirty && document.uri.toString() === uri.toString(),
  );
  if (open) {
    const text = open.getText();
    return { uri, stamp: `version ${open.version}`, read: async () => new TextEncoder().encode(text) };
  }
  try {
    const { type, size, mtime } = await workspace.fs.stat(uri);
    const isReadable = (type & FileType.File) !== 0 && size <= maxFileBytes;
    return isReadable ? { uri, stamp: `${mtime} ${size}`, read: () => readOrEmpty(uri) } : undefined;
  } catch {
    // Deleted since it was found.
    return undefined;
  }
}

async function readOrEmpty(uri: Uri): Promise<Uint8Array> {
  try {
    return await workspace.fs.readFile(uri);
  } catch {
    return new Uint8Array();
  }
}
