import type { EventEmitter, TreeDataProvider, TreeItem, TreeView } from 'vscode';
import type { HistoryStore } from '../../../core/history/historyStore.ts';
import { nextChange } from '../../../core/history/lifetime.ts';
import type { UploadRecord } from '../../../core/history/record.ts';
import { providerById } from '../../../core/providers/registry.ts';
import type { Uploader } from '../../../core/uploads/uploader.ts';
import type { Settings } from '../../settings.ts';
import { queryOf } from '../options/viewOptions.ts';
import type { ViewState } from '../options/viewState.ts';
import { type GroupingContext, groupsOf } from './grouping.ts';
import { pageSize, type RecordPage, readPage } from './recordPages.ts';
import { sourceOfRecord } from './recordSources.ts';
import { RowCache, sameRows } from './rowCache.ts';
import { nextMidnight } from './timeSpans.ts';
import { groupItem, moreItem, type RecordContext, recordItem, recordTooltip, runningItem } from './uploadItems.ts';
import type { GroupNode, RecordNode, UploadNode } from './uploadNodes.ts';

export interface RowOptions {
  readonly history: HistoryStore;
  readonly uploader: Uploader;
  readonly settings: Settings;
  readonly state: ViewState;
  readonly view: TreeView<UploadNode>;
  /** Tells VS Code what to redraw. */
  readonly changed: EventEmitter<UploadNode | undefined>;
  readonly usage: GroupingContext['usage'];
  /** Called after rows were loaded: there may be new countdowns among them, or none at all. */
  onLoaded(): void;
}

/** The rows of the Uploads view. After a change only the rows and groups that differ are redrawn. */
export class UploadRows implements TreeDataProvider<UploadNode> {
  readonly #parts: RowOptions;
  readonly #cache = new RowCache();
  /** How many rows of a list are shown, by the key of its group; the empty key for the list without one. */
  readonly #limits = new Map<string, number>();
  readonly #folded = new Set<UploadNode>();
  #lastLook = Date.now();
  #isStale = false;
  #refreshing = false;
  #refreshAgain = false;

  constructor(parts: RowOptions) {
    this.#parts = parts;
  }

  async getChildren(parent?: UploadNode): Promise<UploadNode[]> {
    const nodes = await this.#children(parent);
    this.#cache.show(parent, nodes);
    this.#parts.onLoaded();
    return [...nodes];
  }

  async #children(parent: UploadNode | undefined): Promise<readonly UploadNode[]> {
    if (!parent) {
      const { uploader } = this.#parts;
      return [...uploader.running().map((upload) => this.#cache.running(upload)), ...(await this.#top())];
    }
    return parent.type === 'group'
      ? this.#list(parent, await parent.content.page(this.#limits.get(parent.key) ?? pageSize))
      : [];
  }

  async #top(): Promise<readonly UploadNode[]> {
    const { history, settings, state, usage } = this.#parts;
    const now = Date.now();
    this.#lastLook = now;
    const query = queryOf(state.options, now, settings.expiryWarning);
    const accept = this.#acceptedSources();
    const limit = this.#limits.get('') ?? pageSize;
    if (state.options.groupBy === 'none') {
      return this.#list(undefined, await readPage(history, query, limit, accept));
    }
    const { groups, more } = await groupsOf(state.options.groupBy, { history, query, accept, now, usage }, limit);
    return [...groups.map((group) => this.#cache.group(group)), ...(more ? [this.#cache.more(undefined)] : [])];
  }

  #acceptedSources(): GroupingContext['accept'] {
    const wanted: readonly string[] = this.#parts.state.options.filter.sources;
    return wanted.length === 0 ? undefined : async (record) => wanted.includes(await sourceOfRecord(record));
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
        const { uploader } = this.#parts;
        const upload = uploader.running().find(({ id }) => id === node.upload.id) ?? node.upload;
        return runningItem(upload, providerById(upload.provider).label);
      }
      case 'record':
        return recordItem(node.record, await this.#contextOf(node.record));
      case 'group':
        return groupItem(node.content);
      case 'more':
        return moreItem(node);
    }
  }

  async resolveTreeItem(item: TreeItem, node: UploadNode): Promise<TreeItem> {
    if (node.type === 'record') {
      item.tooltip = recordTooltip(node.record, await this.#contextOf(node.record));
    }
    return item;
  }

  async #contextOf(record: UploadRecord): Promise<RecordContext> {
    const provider = providerById(record.provider);
    return {
      providerLabel: provider.label,
      now: Date.now(),
      expiringWithin: this.#parts.settings.expiryWarning,
      source: await sourceOfRecord(record),
      canDelete: provider.delete !== undefined && provider.canDelete?.(record.reference) !== false,
    };
  }

  /** Brings what is shown up to date; where nobody looks, when somebody looks again. */
  refresh(): void {
    if (!this.#parts.view.visible) {
      this.#isStale = true;
    } else if (this.#refreshing) {
      this.#refreshAgain = true;
    } else {
      this.#refreshing = true;
      void this.#redrawChanged().finally(() => {
        this.#refreshing = false;
        if (this.#refreshAgain) {
          this.#refreshAgain = false;
          this.refresh();
        }
      });
    }
  }

  async #redrawChanged(): Promise<void> {
    const shown = this.#cache.shown(undefined);
    if (!shown) {
      return;
    }
    const before = new Map(this.#cache.records().map((node) => [node, JSON.stringify(node.record)]));
    if (!sameRows(shown, await this.#children(undefined))) {
      this.redrawAll();
      return;
    }
    for (const group of shown) {
      const rows = this.#cache.shown(group);
      if (group.type === 'group' && rows && !sameRows(rows, await this.#children(group))) {
        this.#parts.changed.fire(group);
      }
    }
    for (const [node, text] of before) {
      if (JSON.stringify(node.record) !== text) {
        this.#parts.changed.fire(node);
      }
    }
  }

  redrawAll(): void {
    this.#parts.changed.fire(undefined);
  }

  /** The view can be seen again: countdowns have stood still, changes have been kept back. */
  awake(now: number): void {
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

  fold(node: UploadNode, isFolded: boolean): void {
    if (isFolded) {
      this.#folded.add(node);
    } else {
      this.#folded.delete(node);
    }
  }

  /** Moment at which something that can be seen changes next, in milliseconds since the epoch. */
  nextChange(now: number): number | undefined {
    const warning = this.#parts.settings.expiryWarning;
    const moments = this.#visibleRecords()
      .map(({ record }) => nextChange(record.reference, now, warning))
      .filter((moment) => moment !== undefined);
    if (this.#parts.state.options.groupBy === 'time' && this.#cache.shown(undefined)?.length) {
      moments.push(nextMidnight(now));
    }
    return moments.length > 0 ? moments.reduce((one, other) => Math.min(one, other)) : undefined;
  }

  /** Redraws only the rows whose text has changed since the last look. */
  redrawDue(now: number): void {
    const since = this.#lastLook;
    this.#lastLook = now;
    const warning = this.#parts.settings.expiryWarning;
    const { groupBy, filter } = this.#parts.state.options;
    const isSetBack = now < since;
    const due = this.#cache.records().filter(({ record }) => {
      const change = nextChange(record.reference, since, warning);
      return isSetBack || (change !== undefined && change <= now);
    });
    for (const node of due) {
      this.#parts.changed.fire(node);
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
      this.#parts.changed.fire(node);
    }
    if (this.#parts.state.options.filter.sources.length > 0) {
      this.refresh();
    }
  }

  /** Progress redraws its own row; the list is rebuilt only when an upload starts or ends. */
  redrawRunning(): void {
    const running = this.#parts.uploader.running();
    const shown = this.#cache.shown(undefined)?.filter((node) => node.type === 'running') ?? [];
    if (running.length !== shown.length || running.some(({ id }, index) => shown[index]?.upload.id !== id)) {
      this.redrawAll();
      return;
    }
    for (const node of shown) {
      this.#parts.changed.fire(node);
    }
  }

  showMore(group: GroupNode | undefined): void {
    const key = group?.key ?? '';
    this.#limits.set(key, (this.#limits.get(key) ?? pageSize) + pageSize);
    this.#parts.changed.fire(group);
  }

  /** The row of an upload, found among the first page of each group. */
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
