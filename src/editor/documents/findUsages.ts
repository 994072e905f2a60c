import { type CancellationToken, type Uri, workspace } from 'vscode';
import type { UploadRecord } from '../../core/history/record.ts';
import type { MediaInput } from '../../core/workflow/mediaInput.ts';
import type { WantedReference } from '../../core/workflow/scan/findReferences.ts';
import { findReferences, mayContain } from '../../core/workflow/scan/findReferences.ts';
import { visitWorkflowFiles } from './workflowFiles.ts';

/** A workflow of the workspace and where it names the uploads that were looked for. */
export interface Usage {
  readonly uri: Uri;
  readonly text: string;
  readonly inputs: readonly MediaInput[];
}

/** Every form of the uploads' references. */
export function wantedReferences(records: readonly UploadRecord[]): readonly WantedReference[] {
  return records.flatMap(({ provider, reference, alternatives }) =>
    [reference, ...alternatives].map(({ value, form }) => ({ provider, value, form })),
  );
}

/**
 * Looks through the workspace for files that contain any of the references; each is told as soon as it is found.
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

/** Path of a workflow as it is shown in lists. */
export function shownPath(uri: Uri): string {
  return workspace.asRelativePath(uri);
}
