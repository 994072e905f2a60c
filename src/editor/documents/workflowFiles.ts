import { type CancellationToken, FileType, type Uri, workspace } from 'vscode';

/** Folders of programs, not of people's workflows. */
const excluded = '**/{node_modules,.git,.hg,.svn,.venv,venv,site-packages,__pycache__}/**';
/** Most files looked at; a workspace with more is a data set. */
const maxFiles = 10_000;
/** Larger files are left out, in bytes: no workflow comes near, and VS Code can only read a file as a whole. */
const maxFileBytes = 32 * 1024 * 1024;
const atOnce = 8;

export interface WorkflowFile {
  readonly uri: Uri;
  /** Differs whenever the content does. */
  readonly stamp: string;
  /** As it is in the editor, where it is open there and has been changed; empty where it cannot be read. */
  read(): Promise<Uint8Array>;
}

/**
 * Visits the JSON files of the workspace, some at a time; ends early when it is cancelled.
 * @throws what `visit` throws
 */
export async function visitWorkflowFiles(
  visit: (file: WorkflowFile) => Promise<void>,
  token?: CancellationToken,
): Promise<void> {
  const uris = await workspace.findFiles('**/*.{json,jsonc}', excluded, maxFiles, token);
  const queue = uris.values();
  const work = async (): Promise<void> => {
    for (const uri of queue) {
      if (token?.isCancellationRequested) {
        return;
      }
      const file = await describe(uri);
      if (file) {
        await visit(file);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

async function describe(uri: Uri): Promise<WorkflowFile | undefined> {
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
    // Gone since it was found.
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
