import { type Disposable, EventEmitter, type FileDecorationProvider, Uri } from 'vscode';
import type { HistoryStore } from '../../core/history/historyStore.ts';
import { lifetimeState, nextChange } from '../../core/history/lifetime.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { Reference } from '../../core/providers/reference.ts';
import type { KnownConnections, RecordConnections } from '../connections/records/recordConnections.ts';
import type { Countdown, CountdownRegistration } from '../countdown.ts';
import { FileDecoration } from '../display/items.ts';
import { window } from '../display/window.ts';
import { sourceState } from '../documents/analyse.ts';
import type { Settings } from '../services/settings.ts';
import { l10n } from '../text/l10n.ts';
import { formatList } from '../text/names.ts';
import { type ShownText, shown } from '../text/shown.ts';
import { stateColor } from '../text/stateText.ts';
import type { SourceWatch } from './rows/recordSources.ts';

interface DecorationOptions {
  readonly history: Pick<HistoryStore, 'findByFile'>;
  readonly settings: Pick<Settings, 'fileDecorations' | 'expiryWarning'>;
  readonly recordConnections: Pick<RecordConnections, 'load'>;
  readonly watch: Pick<SourceWatch, 'onDidChange'>;
  readonly countdown: Countdown;
}

/** Marks files of the Explorer that have a working reference: uploaded, expiring soon, or changed since. */
export class ExplorerDecorations implements FileDecorationProvider, Disposable {
  readonly #options: DecorationOptions;
  readonly #changed = new EventEmitter<Uri[] | undefined>();
  readonly onDidChangeFileDecorations = this.#changed.event;
  /** Marked files, with the moment at which their mark changes by time alone; `undefined` for never. */
  readonly #marked = new Map<string, number | undefined>();
  readonly #registration: CountdownRegistration;
  readonly #provider: Disposable;
  #watching: Disposable | undefined;
  #lastRefresh = Date.now();
  // VS Code asks for one file at a time and for hundreds at once; settings cost more than everything else it asks for.
  #isEnabled: boolean;
  #warning: number;

  constructor(options: DecorationOptions) {
    this.#options = options;
    this.#isEnabled = options.settings.fileDecorations;
    this.#warning = options.settings.expiryWarning;
    this.#registration = options.countdown.add({
      nextChange: () => earliest(this.#marked.values()),
      refresh: (now) => this.#refreshDue(now),
    });
    this.#provider = window.registerFileDecorationProvider(this);
  }

  /** To be called when the history or a setting has changed. VS Code then asks again for the files it shows. */
  refresh(): void {
    this.#isEnabled = this.#options.settings.fileDecorations;
    this.#warning = this.#options.settings.expiryWarning;
    this.#marked.clear();
    this.#registration.changed();
    this.#changed.fire(undefined);
  }

  async provideFileDecoration(uri: Uri): Promise<FileDecoration | undefined> {
    if (!this.#isEnabled || uri.scheme !== 'file') {
      return undefined;
    }
    const key = uri.toString();
    const now = Date.now();
    const uploads = this.#options.history.findByFile(key);
    const connections = await this.#options.recordConnections.load(uploads.map(({ provider }) => provider));
    const working = newestOfEach(uploads, connections).filter(
      ({ reference }) => lifetimeState(reference, now, 0) !== 'expired',
    );
    if (working.length === 0) {
      this.#unmark(key);
      return undefined;
    }
    this.#mark(key, earliest(working.map(({ reference }) => this.#stateChange(reference, now))));
    const states = await Promise.all(working.map(sourceState));
    const current = working.filter((_upload, index) => states[index] === 'unchanged');
    if (current.length === 0) {
      const changed = l10n.t('Uploaded to {0}, changed since', labelsOf(working, connections));
      return new FileDecoration(shown('↑*'), changed, stateColor('changed'));
    }
    const isExpiring = current.every(({ reference }) => lifetimeState(reference, now, this.#warning) === 'expiring');
    return isExpiring
      ? new FileDecoration(
          shown('↑!'),
          l10n.t('Uploaded to {0}, the reference expires soon', labelsOf(current, connections)),
          stateColor('expiring'),
        )
      : new FileDecoration(shown('↑'), l10n.t('Uploaded to {0}', labelsOf(current, connections)));
  }

  /** There is no countdown to see, so only the beginning of the warning and the end matter. */
  #stateChange(reference: Reference, now: number): number | undefined {
    const end = reference.expiresAt;
    if (end === undefined || nextChange(reference, now, 0) === undefined) {
      return undefined;
    }
    const warningStarts = end - this.#warning;
    return warningStarts > now ? warningStarts : end;
  }

  #mark(key: string, moment: number | undefined): void {
    if (!this.#marked.has(key) || this.#marked.get(key) !== moment) {
      this.#marked.set(key, moment);
      this.#registration.changed();
    }
    this.#watching ??= this.#options.watch.onDidChange(
      (file) => this.#marked.has(file.toString()) && this.#changed.fire([file]),
    );
  }

  #unmark(key: string): void {
    if (this.#marked.delete(key)) {
      this.#registration.changed();
    }
  }

  /** Asks VS Code to ask again, for those files alone whose marks are no longer right. */
  #refreshDue(now: number): void {
    const isSetBack = now < this.#lastRefresh;
    this.#lastRefresh = now;
    const due = [...this.#marked].filter(([, moment = Number.POSITIVE_INFINITY]) => isSetBack || moment <= now);
    for (const [key] of due) {
      // Marked again when VS Code asks for it, which it does once the file can be seen.
      this.#marked.delete(key);
    }
    if (due.length > 0) {
      this.#changed.fire(due.map(([key]) => Uri.parse(key)));
    }
  }

  dispose(): void {
    for (const each of [this.#provider, this.#registration, this.#changed, this.#watching]) {
      each?.dispose();
    }
  }
}

function earliest(moments: Iterable<number | undefined>): number | undefined {
  let first: number | undefined;
  for (const moment of moments) {
    first = moment === undefined || (first !== undefined && first <= moment) ? first : moment;
  }
  return first;
}

function labelsOf(uploads: readonly UploadRecord[], connections: KnownConnections): ShownText {
  return formatList(uploads.map((upload) => connections.of(upload).label));
}

/** Of several uploads of a file with one connection only the newest counts. */
function newestOfEach(newestFirst: readonly UploadRecord[], connections: KnownConnections): readonly UploadRecord[] {
  const labels = new Set<string>();
  return newestFirst.filter((upload) => {
    const { label } = connections.of(upload);
    return !labels.has(label) && labels.add(label);
  });
}
