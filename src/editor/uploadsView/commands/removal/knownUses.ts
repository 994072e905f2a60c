import { workspace } from 'vscode';
import type { HistoryStore } from '../../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../../core/history/records/record.ts';
import { scanWorkflowInSlices } from '../../../../core/workflow/scan/scanWorkflow.ts';
import { workflowLanguages } from '../../../documents/workflowDocuments.ts';
import type { WorkflowUsage } from '../../workflowUsage.ts';

/**
 * Expired uploads that workflows of this workspace still use, as far as that is known without a search: in open documents,
 * and in workflows that the view has read before.
 */
export async function expiredInUse(
  history: Pick<HistoryStore, 'findByReference' | 'query'>,
  usage: Pick<WorkflowUsage, 'knownValues'>,
): Promise<readonly UploadRecord[]> {
  const values = new Set(usage.knownValues());
  const languages: readonly string[] = workflowLanguages.map(({ language }) => language);
  for (const document of workspace.textDocuments.filter(({ languageId }) => languages.includes(languageId))) {
    const { inputs } = await scanWorkflowInSlices(document.getText());
    for (const { value } of inputs) {
      values.add(value);
    }
  }
  const used = [...values].flatMap((value) => (value === '' ? [] : (history.findByReference(value)?.id ?? [])));
  const ids = [...new Set(used)];
  return history.query({ ids, expiry: 'expired', now: Date.now(), limit: ids.length });
}
