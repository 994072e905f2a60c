import {
  type Disposable,
  EventEmitter,
  type FileDecoration,
  type FileDecorationProvider,
  l10n,
  ThemeColor,
  Uri,
  window,
} from 'vscode';
import type { HistoryStore } from '../../core/history/historyStore.ts';
import { lifetimeState, nextChange } from '../../core/history/lifetime.ts';
import type { UploadRecord } from '../../core/history/record.ts';
import { providerById } from '../../core/providers/registry.ts';
import type { Countdown } from '../countdown.ts';
import type { Settings } from '../settings.ts';
import { formatList } from '../text/names.ts';
import { type SourceWatch, sourceOfRecord } from './rows/recordSources.ts';

export interface ExplorerDecorations extends Disposable {
  /** The history or a setting has changed. */
  refresh(): void;
}

/** Marks files of the Explorer that have a reference which works: uploaded, ending soon, or changed since. */
export function decorateExplorer(
  history: HistoryStore,
  settings: Settings,
  watch: SourceWatch,
  countdown: Countdown,
): ExplorerDecorations {
  const changed = new EventEmitter<Uri | undefined>();
  /** Files that have a mark, with the uploads it is about. */
  const marked = new Map<string, readonly UploadRecord[]>();
  let watching: Disposable | undefined;

  async function decorationOf(uri: Uri): Promise<FileDecoration | undefined> {
    const key = uri.toString();
    marked.delete(key);
    if (!settings.fileDecorations) {
      return undefined;
    }
    const now = Date.now();
    const uploads = newestOfEach(history.findByFile(key));
    const living = uploads.filter(({ reference }) => lifetimeState(reference, now, 0) !== 'expired');
    if (living.length === 0) {
      return undefined;
    }
    marked.set(key, living);
    watching ??= watch.onDidChange((file) => marked.has(file.toString()) && changed.fire(file));
    countdown.reschedule();
    const states = await Promise.all(living.map(sourceOfRecord));
    const current = living.filter((_upload, index) => states[index] === 'unchanged');
    if (current.length === 0) {
      const names = labelsOf(living);
      return { badge: '↑*', tooltip: l10n.t('Uploaded to {0}, changed since', names), propagate: false };
    }
    const isEnding = current.every(
      ({ reference }) => lifetimeState(reference, now, settings.expiryWarning) === 'expiring',
    );
    return isEnding
      ? {
          badge: '↑!',
          color: new ThemeColor('list.warningForeground'),
          tooltip: l10n.t('Uploaded to {0}, the reference expires soon', labelsOf(current)),
          propagate: false,
        }
      : { badge: '↑', tooltip: l10n.t('Uploaded to {0}', labelsOf(current)), propagate: false };
  }

  function labelsOf(uploads: readonly UploadRecord[]): string {
    return formatList(uploads.map(({ provider }) => providerById(provider).label));
  }

  const provider: FileDecorationProvider = {
    onDidChangeFileDecorations: changed.event,
    provideFileDecoration: (uri) => (uri.scheme === 'file' ? decorationOf(uri) : undefined),
  };
  const registration = window.registerFileDecorationProvider(provider);
  const viewer = countdown.add({
    nextChange: (now) => {
      const moments = [...marked.values()].flat().flatMap(({ reference }) => stateChange(reference, now) ?? []);
      return moments.length > 0 ? moments.reduce((one, other) => Math.min(one, other)) : undefined;
    },
    refresh: () => {
      for (const key of marked.keys()) {
        changed.fire(Uri.parse(key));
      }
    },
  });

  /** No countdown is shown here, so that only the beginning of the warning and the end matter. */
  function stateChange(reference: UploadRecord['reference'], now: number): number | undefined {
    const end = reference.expiresAt;
    if (end === undefined || nextChange(reference, now, 0) === undefined) {
      return undefined;
    }
    const warning = end - settings.expiryWarning;
    return warning > now ? warning : end;
  }

  return {
    refresh: () => changed.fire(undefined),
    dispose: () => {
      for (const each of [registration, viewer, changed, watching]) {
        each?.dispose();
      }
    },
  };
}

/** Of several uploads of a file to one provider only the newest counts. */
function newestOfEach(newestFirst: readonly UploadRecord[]): readonly UploadRecord[] {
  const providers = new Set<string>();
  return newestFirst.filter(({ provider }) => !providers.has(provider) && providers.add(provider));
}
