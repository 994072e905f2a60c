import { Uri, workspace } from 'vscode';
import { containmentOf } from '../../core/workflow/paths/containment.ts';
import { resolvePath } from '../../core/workflow/paths/resolvePath.ts';
import type { AnalysedInput } from '../documents/analysis.ts';
import { pathContextOf } from '../documents/documentPaths.ts';
import { isNearOrOpen } from '../services/nearFiles.ts';
import type { Services } from '../services/services.ts';

/** What opening the file that an input stands for comes to. */
export type FileBehind =
  | { readonly type: 'found'; readonly uri: Uri }
  | { readonly type: 'missing' }
  /** On another computer, which isn't contacted without a question. */
  | { readonly type: 'elsewhere' }
  /** Outside the workspace, where no document leads in Restricted Mode. */
  | { readonly type: 'restricted' };

/** The file that a path names now, or that a reference was made from; by its spelling alone where it isn't near. */
export async function fileBehind(
  services: Services,
  document: Uri,
  { input, target }: AnalysedInput,
): Promise<FileBehind> {
  if (target.type === 'reference') {
    return sourceFile(Uri.parse(target.record.fileUri));
  }
  const found = await resolvePath(input.value, await pathContextOf(document, services));
  if (!found) {
    return { type: 'missing' };
  }
  return workspace.isTrusted || found.containment === 'inside'
    ? { type: 'found', uri: Uri.file(found.file) }
    : { type: 'restricted' };
}

async function sourceFile(uri: Uri): Promise<FileBehind> {
  if (!isNearOrOpen(uri)) {
    return workspace.isTrusted ? { type: 'elsewhere' } : { type: 'restricted' };
  }
  if (!workspace.isTrusted && uri.scheme === 'file' && !(await isInside(uri.fsPath))) {
    return { type: 'restricted' };
  }
  try {
    await workspace.fs.stat(uri);
    return { type: 'found', uri };
  } catch {
    return { type: 'missing' };
  }
}

async function isInside(file: string): Promise<boolean> {
  const folders = (workspace.workspaceFolders ?? []).flatMap(({ uri }) => (uri.scheme === 'file' ? [uri.fsPath] : []));
  try {
    return (await containmentOf(file, folders)).containment === 'inside';
  } catch {
    return false;
  }
}
