import { type Disposable, Uri, workspace } from 'vscode';
import type { HistoryStore } from '../../core/history/historyStore.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { Countdown } from '../countdown.ts';
import type { ShownTreeView } from '../display/window.ts';
import type { Settings } from '../services/settings.ts';
import { l10n } from '../text/l10n.ts';
import { formatList } from '../text/names.ts';
import { type Attention, countAttention } from './attention.ts';

interface BadgeOptions {
  readonly history: Pick<HistoryStore, 'query' | 'livingRenewals'>;
  readonly view: Pick<ShownTreeView<unknown>, 'badge'>;
  readonly settings: Pick<Settings, 'expiryWarning'>;
  readonly countdown: Countdown;
}

/** The number on the icon of the view. It changes with the history and, a few times a day, with the clock. */
export class Badge implements Disposable {
  readonly #options: BadgeOptions;
  readonly #registration: Disposable & { changed(): void };
  #attention: Attention | undefined;

  constructor(options: BadgeOptions) {
    this.#options = options;
    this.#registration = options.countdown.add({
      nextChange: () => this.#attention?.nextChange,
      refresh: () => this.#count(),
    });
    this.#count();
  }

  /** To be called when the history or a setting has changed. */
  refresh(): void {
    this.#count();
    this.#registration.changed();
  }

  #count(): void {
    const { history, view, settings } = this.#options;
    this.#attention = countAttention(history, { now: Date.now(), warning: settings.expiryWarning, isOurs });
    const { expiring, expired } = this.#attention;
    const tooltip = formatList([
      ...(expiring > 0 ? [l10n.t('{0} expiring', expiring)] : []),
      ...(expired > 0 ? [l10n.t('{0} expired within the last day', expired)] : []),
    ]);
    const badge = expiring + expired > 0 ? { value: expiring + expired, tooltip } : undefined;
    if (badge?.tooltip !== view.badge?.tooltip) {
      view.badge = badge;
    }
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

function isOurs(record: UploadRecord): boolean {
  const folders = workspace.workspaceFolders?.map(({ uri }) => uri.toString()) ?? [];
  return (
    (record.workspaceUri !== undefined && folders.includes(record.workspaceUri)) ||
    workspace.getWorkspaceFolder(Uri.parse(record.fileUri)) !== undefined
  );
}
