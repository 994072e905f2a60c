import type { EventEmitter, MarkdownString, TreeDataProvider } from 'vscode';
import type { HistoryStore } from '../../../core/history/historyStore.ts';
import { lifetimeState, nextChange } from '../../../core/history/lifetime.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import type { Log } from '../../../core/log.ts';
import { providerById } from '../../../core/providers/registry.ts';
import type { Uploader } from '../../../core/uploads/uploader.ts';
import type { TreeItem } from '../../display/items.ts';
import type { ShownTreeView } from '../../display/window.ts';
import { sourceState } from '../../documents/analyse.ts';
import { inBackground } from '../../promises.ts';
import type { Settings } from '../../services/settings.ts';
import { shown } from '../../text/shown.ts';
import { queryOf } from '../options/viewOptions.ts';
import type { ViewState } from '../options/viewState.ts';
import { type GroupingContext, groupsOf } from './grouping.ts';
import { type RecordContext, recordItem } from './recordItem.ts';
import { pageSize, type RecordPage, readPage } from './recordPages.ts';
import { recordTooltip } from './recordTooltip.ts';
import { RowCache, sameRows } from './rowCache.ts';
import { nextMidnight } from './timeSpans.ts';
import { groupItem, moreItem, runningItem } from './uploadItems.ts';
import type { GroupNode, RecordNode, UploadNode } from './uploadNodes.ts';

export interface UploadRowsOptions {
  readonly history: HistoryStore;
  readonly uploader: Uploader;
  readonly settings: Settings;
  readonly state: ViewState;
  readonly view: Pick<ShownTreeView<UploadNode>, 'visible'>;
  /** Makes VS Code redraw a row, or all of them. */
  readonly changed: EventEmitter<UploadNode | undefined>;
  readonly log: Log;
  readonly usage: GroupingContext['usage'];
  /** Called after rows were loaded: their countdowns may differ from those before. */
  onLoaded(): void;
}

/** The rows of the Uploads view. After a change only the rows and groups that differ are redrawn. */
export class UploadRows implements TreeDataProvider<UploadNode> {
  readonly #options: UploadRowsOptions;
  readonly #cache = new RowCache();
  /** Maximum number of rows of a list, by the key of its group; the empty key stands for the list without one. */
  readonly #limits = new Map<string, number>();
  readonly #folded = new Set<UploadNode>();
  /** Read once for each time the list is built: hundreds of rows need it, and reading a setting takes longer than a row. */
  #expiryWarning: number;
  #lastRedraw = Date.now();
  #loadTime = 0;
  #isStale = false;
  #refreshing = false;
  #refreshAgain = false;

  constructor(options: UploadRowsOptions) {
    this.#options = options;
    this.#expiryWarning = options.settings.expiryWarning;
  }

  async getChildren(parent?: UploadNode): Promise<UploadNode[]> {
    const began = performance.now();
    const nodes = await this.#children(parent);
    if (!parent) {
      this.#loadTime = performance.now() - began;
    }
    this.#cache.show(parent, nodes);
    this.#options.onLoaded();
    return [...nodes];
  }

  /** How long the list took to load when it was last built, in milliseconds. */
  get loadTime(): number {
    return this.#loadTime;
  }

  async #children(parent: UploadNode | undefined): Promise<readonly UploadNode[]> {
    if (!parent) {
      const { uploader } = this.#options;
      return [...uploader.running().map((upload) => this.#cache.running(upload)), ...(await this.#top())];
    }
    return parent.type === 'group'
      ? this.#list(parent, await parent.content.page(this.#limits.get(parent.key) ?? pageSize))
      : [];
  }

  async #top(): Promise<readonly UploadNode[]> {
    const { history, settings, state, usage } = this.#options;
    const now = Date.now();
    this.#lastRedraw = now;
    this.#expiryWarning = settings.expiryWarning;
    const query = queryOf(state.options, now, this.#expiryWarning);
    const accept = this.#acceptedSources();
    const limit = this.#limits.get('') ?? pageSize;
    if (state.options.groupBy === 'none') {
      return this.#list(undefined, await readPage(history, { query, limit, accept }));
    }
    const { groups, more } = await groupsOf(state.options.groupBy, { history, query, accept, now, usage }, limit);
    return [...groups.map((group) => this.#cache.group(group)), ...(more ? [this.#cache.more(undefined)] : [])];
  }

  #acceptedSources(): GroupingContext['accept'] {
    const wanted: readonly string[] = this.#options.state.options.filter.sources;
    return wanted.length === 0 ? undefined : async (record) => wanted.includes(await sourceState(record));
  }

  #list(group: GroupNode | undefined, { records, more }: RecordPage): readonly UploadNode[] {
    const nodes = records.map((record) => this.#cache.record(record, group));
    return more ? [...nodes, this.#cache.more(group)] : nodes;
  }

  getParent(node: UploadNode): UploadNode | undefined {
    return node.group;
  }

  async getTreeItem(node: UploadNode): Promise<TreeItem> {
    const item = await this.#item(node);
    item.id = node.key;
    return item;
  }

  async #item(node: UploadNode): Promise<TreeItem> {
    switch (node.type) {
      case 'running': {
        const { uploader } = this.#options;
        const upload = uploader.running().find(({ id }) => id === node.upload.id) ?? node.upload;
        return runningItem(upload, shown(providerById(upload.provider).label));
      }
      case 'record':
        return recordItem(node.record, await this.#contextOf(node.record));
      case 'group':
        return groupItem(node.content);
      case 'more':
        return moreItem(node);
    }
  }

  /** Made only for the row under the pointer. `undefined` for rows that have nothing more to say. */
  async tooltip(node: UploadNode): Promise<MarkdownString | undefined> {
    return node.type === 'record' ? recordTooltip(node.record, await this.#contextOf(node.record)) : undefined;
  }

  async #contextOf(record: UploadRecord): Promise<RecordContext> {
    const { history, state } = this.#options;
    const provider = providerById(record.provider);
    const source = await sourceState(record);
    const now = Date.now();
    return {
      providerLabel: shown(provider.label),
      now,
      expiringWithin: this.#expiryWarning,
      source,
      isRenewed: this.#isDue(record, now) && history.livingRenewalOf(record, { now }) !== undefined,
      canDelete: provider.delete !== undefined && provider.canDelete?.(record.reference) !== false,
      isBelowProvider: state.options.groupBy === 'provider',
    };
  }

  #isDue({ reference }: UploadRecord, now: number): boolean {
    const state = lifetimeState(reference, now, this.#expiryWarning);
    return state === 'expiring' || state === 'expired';
  }

  /** Brings the rows up to date; those of a hidden view as soon as it is shown again. */
  refresh(): void {
    if (!this.#options.view.visible) {
      this.#isStale = true;
    } else if (this.#refreshing) {
      this.#refreshAgain = true;
    } else {
      this.#refreshing = true;
      inBackground(
        this.#options.log,
        this.#redrawChanged().finally(() => {
          this.#refreshing = false;
          if (this.#refreshAgain) {
            this.#refreshAgain = false;
            this.refresh();
          }
        }),
      );
    }
  }

  async #redrawChanged(): Promise<void> {
    const top = this.#cache.shown(undefined);
    if (!top) {
      return;
    }
    const before = new Map(this.#cache.records().map((node) => [node, JSON.stringify(node.record)]));
    if (!sameRows(top, await this.#children(undefined))) {
      this.redrawAll();
      return;
    }
    for (const group of top) {
      const rows = this.#cache.shown(group);
      if (group.type === 'group' && rows && !sameRows(rows, await this.#children(group))) {
        this.#options.changed.fire(group);
      }
    }
    for (const [node, text] of before) {
      if (JSON.stringify(node.record) !== text) {
        this.#options.changed.fire(node);
      }
    }
  }

  redrawAll(): void {
    this.#options.changed.fire(undefined);
  }

  /** To be called when the view is shown again: its countdowns stood still, and changes were put off. */
  wakeUp(now: number): void {
    this.redrawDue(now);
    if (this.#isStale) {
      this.#isStale = false;
      this.refresh();
    }
  }

  /** Whether there is nothing to show, running uploads included. */
  get isEmpty(): boolean {
    return this.#cache.shown(undefined)?.length === 0;
  }

  setFolded(node: UploadNode, isFolded: boolean): void {
    if (isFolded) {
      this.#folded.add(node);
    } else {
      this.#folded.delete(node);
    }
  }

  /** Moment at which a row that isn't folded away changes next, in milliseconds since the epoch. */
  nextChange(now: number): number | undefined {
    const moments = this.#visibleRecords()
      .map(({ record }) => nextChange(record.reference, now, this.#expiryWarning))
      .filter((moment) => moment !== undefined);
    if (this.#options.state.options.groupBy === 'time' && this.#cache.shown(undefined)?.length) {
      moments.push(nextMidnight(now));
    }
    return moments.length > 0 ? moments.reduce((one, other) => Math.min(one, other)) : undefined;
  }

  /** Redraws only the rows whose text has changed since they were drawn. */
  redrawDue(now: number): void {
    const since = this.#lastRedraw;
    this.#lastRedraw = now;
    const { groupBy, filter } = this.#options.state.options;
    const isSetBack = now < since;
    const due = this.#cache.records().filter(({ record }) => {
      const change = nextChange(record.reference, since, this.#expiryWarning);
      return isSetBack || (change !== undefined && change <= now);
    });
    for (const node of due) {
      this.#options.changed.fire(node);
    }
    // A row may no longer belong where it is.
    if (
      (due.length > 0 && filter.lifetimes.length > 0) ||
      (groupBy === 'time' && nextMidnight(since) <= now) ||
      isSetBack
    ) {
      this.refresh();
    }
  }

  #visibleRecords(): readonly RecordNode[] {
    return this.#cache.records().filter(({ group }) => !group || !this.#folded.has(group));
  }

  redrawSource(fileUri: string): void {
    for (const node of this.#cache.records().filter(({ record }) => record.fileUri === fileUri)) {
      this.#options.changed.fire(node);
    }
    if (this.#options.state.options.filter.sources.length > 0) {
      this.refresh();
    }
  }

  /** Progress redraws its own row; the list is rebuilt only when an upload starts or ends. */
  redrawRunning(): void {
    const running = this.#options.uploader.running();
    const drawn = this.#cache.shown(undefined)?.filter((node) => node.type === 'running') ?? [];
    if (running.length !== drawn.length || running.some(({ id }, index) => drawn[index]?.upload.id !== id)) {
      this.redrawAll();
      return;
    }
    for (const node of drawn) {
      this.#options.changed.fire(node);
    }
  }

  showMore(group: GroupNode | undefined): void {
    const key = group?.key ?? '';
    this.#limits.set(key, (this.#limits.get(key) ?? pageSize) + pageSize);
    this.#options.changed.fire(group);
  }

  /** The row of an upload, searched for on the first page of each group. */
  async nodeOf(record: UploadRecord): Promise<UploadNode | undefined> {
    const isIt = (node: UploadNode): boolean => node.type === 'record' && node.record.id === record.id;
    const top = await this.getChildren();
    for (const group of top) {
      const found = isIt(group) ? group : (await this.getChildren(group)).find(isIt);
      if (found) {
        return found;
      }
    }
    return undefined;
  }
}
