import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { type Uri, workspace } from 'vscode';
import { assetFoldersIn } from '../../core/workflow/paths/assetFolders.ts';
import type { PathContext } from '../../core/workflow/paths/resolvePath.ts';
import { writtenPath } from '../../core/workflow/paths/writtenPath.ts';
import type { Services } from '../services/services.ts';
import { originOf } from './readOnlyDocuments.ts';

/** Where the file names of a document are looked up: beside it, in its workspace's asset folders, in `input` folders. */
export async function pathContextOf(
  opened: Uri,
  { settings, folderNames }: Pick<Services, 'settings' | 'folderNames'>,
): Promise<PathContext> {
  const document = originOf(opened);
  const onDisk = document.scheme === 'file';
  const workspaceFolders = (workspace.workspaceFolders ?? [])
    .filter((folder) => folder.uri.scheme === 'file')
    .map((folder) => folder.uri.fsPath);
  const own = workspace.getWorkspaceFolder(document);
  // An untitled document belongs to no folder; the first one is what the person has open.
  const base = own?.uri.scheme === 'file' ? own.uri.fsPath : workspaceFolders[0];
  return {
    documentFolder: onDisk ? dirname(document.fsPath) : base,
    assetFolders: base ? await assetFoldersIn(settings.assetFolders(document), { base, workspaceFolders }) : [],
    workspaceFolders,
    homeFolder: homedir(),
    folderNames,
  };
}

/**
 * The same for many documents at one moment: those of one folder look their files up in the same places, and finding these
 * takes calls of the file system.
 */
export function pathContexts(
  services: Pick<Services, 'settings' | 'folderNames'>,
): (document: Uri) => Promise<PathContext> {
  const contexts = new Map<string, Promise<PathContext>>();
  return (document) => {
    const folder = dirname(document.path);
    const context = contexts.get(folder) ?? pathContextOf(document, services);
    contexts.set(folder, context);
    return context;
  };
}

/** A file as the document would name it: relative to the document's folder where that is possible. */
export function pathInDocument(file: Uri, { documentFolder }: Pick<PathContext, 'documentFolder'>): string {
  return file.scheme === 'file' ? writtenPath(file.fsPath, documentFolder) : file.path;
}
