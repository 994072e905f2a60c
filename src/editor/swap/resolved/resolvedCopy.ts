import { env, ViewColumn } from 'vscode';
import { window } from '../../display/window.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import { resolvedTitle } from '../../text/names.ts';
import { type Delivery, resolveSource, sourceToResolve } from './resolveSource.ts';

/** "Copy Workflow with References": to the clipboard, ready to be sent as a job. */
export function copyResolvedWorkflow(services: Services, clicked: unknown): Promise<void> {
  return resolve(services, clicked, {
    operation: 'copyWorkflow',
    action: l10n.t('Upload and Copy Workflow'),
    cancelled: l10n.t('Cancelled: the workflow was not copied.'),
    notYet: l10n.t('The workflow was not copied.'),
    deliver: async (text) => {
      await env.clipboard.writeText(text);
      return {};
    },
  });
}

/** "Open Workflow with References": a read-only document beside the one it was made from. */
export function openResolvedWorkflow(services: Services, clicked: unknown): Promise<void> {
  return resolve(services, clicked, {
    operation: 'openWorkflow',
    action: l10n.t('Upload and Open Workflow'),
    cancelled: l10n.t('Cancelled: the workflow was not opened.'),
    notYet: l10n.t('The workflow was not opened.'),
    deliver: async (text, { name, uri }) => {
      const opened = await services.readOnlyDocuments.open(text, { title: resolvedTitle(name), origin: uri });
      await window.showTextDocument(opened, { viewColumn: ViewColumn.Beside, preview: false });
      return {};
    },
  });
}

async function resolve(services: Services, clicked: unknown, delivery: Delivery): Promise<void> {
  const source = await sourceToResolve(services, clicked);
  if (source) {
    await resolveSource(services, { source, delivery });
  }
}
