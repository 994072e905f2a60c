import { type Disposable, l10n, type TreeView, Uri, workspace } from 'vscode';
import type { HistoryStore } from '../../core/history/historyStore.ts';
import type { UploadRecord } from '../../core/history/record.ts';
import type { Countdown } from '../countdown.ts';
import type { Settings } from '../settings.ts';
import { formatList } from '../text/names.ts';

/** How long an expired reference still counts, in milliseconds; one that nobody missed for a day isn't needed. */
const missedFor = 24 * 3_600_000;
/** Most uploads that are looked at: a badge with a larger number wouldn't say more. */
const maxCounted = 500;

/** Uploads worth a badge. */
export interface Attention {
  readonly expiring: number;
  readonly expired: number;
  /** When the numbers change next by time alone, in milliseconds since the epoch. */
  readonly nextChange: number | undefined;
}

export interface AttentionOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How long before its end a reference counts as expiring, in milliseconds. */
  readonly warning: number;
  /** Whether an upload has to do with the workspace. */
  isOurs(record: UploadRecord): boolean;
}

/**
 * Counts uploads of this workspace that expire soon or expired within the last day, and that no newer upload of the same
 * file to the same provider has replaced. Counting more would give a number that is always there.
 */
export function countAttention(
  history: Pick<HistoryStore, 'query' | 'findByFile'>,
  { now, warning, isOurs }: AttentionOptions,
): Attention {
  // "Expiring" as seen a day ago: what has expired since then, and what expires soon.
  const candidates = history.query({
    expiry: 'expiring',
    now: now - missedFor,
    expiringWithin: missedFor + warning,
    order: 'expiresFirst',
    limit: maxCounted,
  });
  const counted = candidates.filter((record) => isOurs(record) && !isReplaced(history, record));
  const ends = counted.map(({ reference }) => reference.expiresAt ?? now);
  const [next] = history.query({ expiry: 'alive', now, expiringWithin: warning, order: 'expiresFirst', limit: 1 });
  const moments = ends.map((end) => (end > now ? end : end + missedFor));
  if (next?.reference.expiresAt !== undefined) {
    moments.push(next.reference.expiresAt - warning);
  }
  const expired = ends.filter((end) => end <= now).length;
  return {
    expiring: ends.length - expired,
    expired,
    nextChange: moments.length === 0 ? undefined : Math.max(Math.min(...moments), now + 1),
  };
}

function isReplaced(history: Pick<HistoryStore, 'findByFile'>, record: UploadRecord): boolean {
  return history
    .findByFile(record.fileUri)
    .some(({ provider, uploadedAt }) => provider === record.provider && uploadedAt > record.uploadedAt);
}

interface BadgeOptions {
  readonly history: Pick<HistoryStore, 'query' | 'findByFile'>;
  readonly view: Pick<TreeView<unknown>, 'badge'>;
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
