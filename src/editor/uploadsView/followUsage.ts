import { Disposable, type TextDocument, workspace } from 'vscode';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import type { UsedUploads } from './usedUploads.ts';

/** Notes what the open workflows of the workspace use, whenever they have been read anyway. */
export function followUsage(
  used: UsedUploads,
  documents: Pick<WorkflowDocuments, 'known' | 'onDidAnalyse'>,
): Disposable {
  function note(document: TextDocument): void {
    const analysis = documents.known(document);
    if (analysis && workspace.getWorkspaceFolder(document.uri)) {
      const ids = analysis.inputs.flatMap(({ target }) => (target.type === 'reference' ? [target.record.id] : []));
      used.note(document.uri.toString(), [...new Set(ids)]);
    }
  }

  for (const document of workspace.textDocuments) {
    note(document);
  }
  return Disposable.from(
    documents.onDidAnalyse(note),
    workspace.onDidDeleteFiles(({ files }) => {
      for (const file of files) {
        used.note(file.toString(), []);
      }
    }),
  );
}
