import { type CancellationToken, type Uri, workspace } from 'vscode';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import type { MediaInput } from '../../../core/workflow/mediaInput.ts';
import type { WantedReference } from '../../../core/workflow/scan/findReferences.ts';
import { findReferences, mayContain } from '../../../core/workflow/scan/findReferences.ts';
import { type ShownText, shown } from '../../text/shown.ts';
import { visitWorkflowFiles } from './workflowFiles.ts';

/** A workflow of the workspace and its inputs that hold one of the references. */
export interface Usage {
  readonly uri: Uri;
  readonly text: string;
  readonly inputs: readonly MediaInput[];
}

/** All references of some uploads, in every form. */
export function wantedReferences(records: readonly UploadRecord[]): readonly WantedReference[] {
  return records.flatMap(({ provider, reference, alternatives }) =>
    [reference, ...alternatives].map(({ value, form }) => ({ provider, value, form })),
  );
}

/**
 * Searches the workspace for files that contain any of the references.
 * @param onFound called for each file as soon as it is found
 * @throws CancelledError
 */
export async function findUsages(
  wanted: readonly WantedReference[],
  onFound: (usage: Usage) => void,
  token: CancellationToken,
): Promise<void> {
  await visitWorkflowFiles(async ({ uri, read }) => {
    const bytes = await read();
    if (!mayContain(bytes, wanted)) {
      return;
    }
    const text = new TextDecoder().decode(bytes);
    const isCancelled = (): boolean => token.isCancellationRequested;
    const inputs = await findReferences(text, wanted, { isCancelled });
    if (inputs.length > 0) {
      onFound({ uri, text, inputs });
    }
  }, token);
}

/** Path of a workflow for lists: relative to its workspace folder. */
export function shownPath(uri: Uri): ShownText {
  return shown(workspace.asRelativePath(uri));
}
