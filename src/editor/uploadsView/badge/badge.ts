import { type Disposable, l10n, type TreeView, Uri, workspace } from 'vscode';
import type { HistoryStore } from '../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../core/history/record.ts';
import type { Countdown } from '../../countdown.ts';
import type { Settings } from '../../settings.ts';
import { formatList } from '../../text/names.ts';
import { type Attention, attention } from './attention.ts';

/** Keeps the number on the view's icon. It moves with the history and, a few times a day, with the clock. */
export function showBadge(
  history: HistoryStore,
  view: TreeView<unknown>,
  settings: Settings,
  countdown: Countdown,
): Disposable & { refresh(): void } {
  let shown: Attention | undefined;

  function refresh(): void {
    shown = attention(history, isOurs, Date.now(), settings.expiryWarning);
    const { expiring, expired } = shown;
    const tooltip = formatList([
      ...(expiring > 0 ? [l10n.t('{0} expiring', expiring)] : []),
      ...(expired > 0 ? [l10n.t('{0} expired within the last day', expired)] : []),
    ]);
    const badge = expiring + expired > 0 ? { value: expiring + expired, tooltip } : undefined;
    if (badge?.tooltip !== view.badge?.tooltip) {
      view.badge = badge;
    }
  }

  refresh();
  const viewer = countdown.add({ nextChange: () => shown?.nextChange, refresh });
  return { refresh, dispose: () => viewer.dispose() };
}

function isOurs(record: UploadRecord): boolean {
  const folders = workspace.workspaceFolders?.map(({ uri }) => uri.toString()) ?? [];
  return (
    (record.workspaceUri !== undefined && folders.includes(record.workspaceUri)) ||
    workspace.getWorkspaceFolder(Uri.parse(record.fileUri)) !== undefined
  );
}
