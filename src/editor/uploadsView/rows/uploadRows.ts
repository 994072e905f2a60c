import type { EventEmitter, MarkdownString, TreeDataProvider } from 'vscode';
import type { HistoryStore } from '../../../core/history/historyStore.ts';
import { type LifetimeState, lifetimeState, nextChange } from '../../../core/history/lifetime.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import type { Log } from '../../../core/log.ts';
import { providerById, providers } from '../../../core/providers/registry.ts';
import type { Uploader } from '../../../core/uploads/uploader.ts';
import type { OwnConnections } from '../../connections/ownConnections.ts';
import type { RecordConnections } from '../../connections/records/recordConnections.ts';
import type { TreeItem } from '../../display/items.ts';
import type { ShownTreeView } from '../../display/window.ts';
import { sourceState } from '../../documents/analyse.ts';
import { inBackground } from '../../promises.ts';
import type { Settings } from '../../services/settings.ts';
import { labelOfUnfinished } from '../../upload/unfinished/unfinishedText.ts';
import type { UnfinishedUploads } from '../../upload/unfinished/unfinishedUploads.ts';
import type { Attention } from '../attention.ts';
import { queryOf } from '../options/viewOptions.ts';
import type { ViewState } from '../options/viewState.ts';
import { attentionGroup, type GroupingContext, groupsOf } from './grouping.ts';
import { type RecordContext, recordItem } from './recordItem.ts';
import { pageSize, type RecordPage, readPage } from './recordPages.ts';
import { acceptStates, renewalsOfDue } from './recordStates.ts';
import { recordTooltip } from './recordTooltip.ts';
import { RowCache, sameRows } from './rowCache.ts';
import { nextMidnight } from './timeSpans.ts';
import { shownTransfer, TransferRows } from './transferRows.ts';
import { groupItem, moreItem, runningItem, transfersItem, unfinishedItem } from './uploadItems.ts';
import type { GroupNode, RecordNode, UploadNode } from './uploadNodes.ts';

export interface UploadRowsOptions {
  readonly history: HistoryStore;
  readonly uploader: Uploader;
  readonly settings: Settings;
  readonly connections: Pick<OwnConnections, 'of'>;
  readonly recordConnections: Pick<RecordConnections, 'load'>;
  readonly state: ViewState;
  readonly view: Pick<ShownTreeView<UploadNode>, 'visible'>;
  /** Makes VS Code redraw a row, or all of them. */
  readonly changed: EventEmitter<UploadNode | undefined>;
  readonly log: Log;
  readonly usage: GroupingContext['usage'];
  readonly unfinished: Pick<UnfinishedUploads, 'list'>;
  /** The uploads that need attention. */
  readonly attention: () => Attention;
  /** Called after rows were loaded: their countdowns may differ from those before. */
  onLoaded(): void;
}

/** The rows of the Uploads view. After a change only the rows and groups that differ are redrawn. */
export class UploadRows implements TreeDataProvider<UploadNode> {
  readonly #options: UploadRowsOptions;
  readonly #cache = new RowCache();
  readonly #transfers: TransferRows;
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
    this.#transfers = new TransferRows({ ...options, cache: this.#cache });
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
    switch (parent?.type) {
      case undefined:
        return [...this.#transfers.top(), ...(await this.#top())];
      case 'transfers':
        return this.#transfers.children(parent);
      case 'group':
        return this.#list(parent, await parent.content.page(this.#limits.get(parent.key) ?? pageSize));
      default:
        return [];
    }
  }

  async #top(): Promise<readonly UploadNode[]> {
    const { history, settings, state, usage, recordConnections } = this.#options;
    const now = Date.now();
    this.#lastRedraw = now;
    this.#expiryWarning = settings.expiryWarning;
    const query = queryOf(state.options, now, this.#expiryWarning);
    const accept = acceptStates(history, state.options.filter.states, { now, expiringWithin: this.#expiryWarning });
    const limit = this.#limits.get('') ?? pageSize;
    const isByProvider = state.options.groupBy === 'provider';
    const connections = await recordConnections.load(isByProvider ? providers.map(({ id }) => id) : []);
    const context = { history, query, accept, now, usage, connections };
    const due = this.#options.attention().records.map(({ id }) => id);
    const attention = await attentionGroup(context, due);
    const first = attention ? [this.#cache.group(attention)] : [];
    if (state.options.groupBy === 'none') {
      return [...first, ...(await this.#list(undefined, await readPage(history, { query, limit, accept })))];
    }
    const { groups, more } = await groupsOf(state.options.groupBy, context, limit);
    const rest = groups.map((group) => this.#cache.group(group));
    return [...first, ...rest, ...(more ? [this.#cache.more(undefined)] : [])];
  }

  async #list(group: GroupNode | undefined, { records, more }: RecordPage): Promise<readonly UploadNode[]> {
    const connections = await this.#options.recordConnections.load(records.map(({ provider }) => provider));
    const renewed = this.#renewed(records, Date.now());
    const nodes = records.map((record) =>
      this.#cache.record(record, group, {
        isRenewed: renewed.has(record.id),
        connection: connections.of(record),
      }),
    );
    return more ? [...nodes, this.#cache.more(group)] : nodes;
  }

  #renewed(records: readonly UploadRecord[], now: number): ReadonlyMap<string, UploadRecord> {
    return renewalsOfDue(this.#options.history, records, { now, expiringWithin: this.#expiryWarning });
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
      case 'running':
        return runningItem(this.#transfers.current(node.upload));
      case 'unfinished':
        return unfinishedItem(node.upload, labelOfUnfinished(this.#options.connections, node.upload));
      case 'transfers':
        return transfersItem(node);
      case 'record':
        return recordItem(node.record, await this.#contextOf(node));
      case 'group':
        return groupItem(node.content);
      case 'more':
        return moreItem(node);
    }
  }

  /** Made only for the row under the pointer. `undefined` for rows that have nothing more to say. */
  async tooltip(node: UploadNode): Promise<MarkdownString | undefined> {
    return node.type === 'record' ? recordTooltip(node.record, await this.#contextOf(node)) : undefined;
  }

  async #contextOf({ record, facts, group }: RecordNode): Promise<RecordContext> {
    const provider = providerById(record.provider);
    return {
      ...facts,
      now: Date.now(),
      expiringWithin: this.#expiryWarning,
      source: await sourceState(record),
      canDelete: provider.delete !== undefined && provider.canDelete?.(record.reference) !== false,
      isBelowConnection: group?.content.connectionLabel === facts.connection.label,
    };
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
    const before = new Map(this.#cache.records().map((node) => [node, contentOf(node)]));
    const counts = new Map(top.flatMap((node) => (node.type === 'group' ? [[node, node.content.count] as const] : [])));
    if (!sameRows(top, await this.#children(undefined))) {
      this.redrawAll();
      return;
    }
    for (const [group, count] of counts) {
      const rows = this.#cache.shown(group);
      if (group.content.count !== count || (rows && !sameRows(rows, await this.#children(group)))) {
        this.#options.changed.fire(group);
      }
    }
    for (const [node, content] of before) {
      if (contentOf(node) !== content) {
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
    const stateAt = ({ record }: RecordNode, moment: number): LifetimeState =>
      lifetimeState(record.reference, moment, this.#expiryWarning);
    const isOtherState = due.some((node) => stateAt(node, since) !== stateAt(node, now));
    // A row may no longer belong where it is.
    if ((isOtherState && filter.states.length > 0) || (groupBy === 'time' && nextMidnight(since) <= now) || isSetBack) {
      this.refresh();
    } else if (isOtherState) {
      this.#redrawRenewed(now);
    }
  }

  /** A reference that has ended no longer takes the place of another one. */
  #redrawRenewed(now: number): void {
    const nodes = this.#cache.records();
    const renewed = this.#renewed(
      nodes.map(({ record }) => record),
      now,
    );
    for (const node of nodes.filter(({ record, facts }) => facts.isRenewed !== renewed.has(record.id))) {
      node.facts = { ...node.facts, isRenewed: !node.facts.isRenewed };
      this.#options.changed.fire(node);
    }
  }

  #visibleRecords(): readonly RecordNode[] {
    return this.#cache.records().filter(({ group }) => !group || !this.#folded.has(group));
  }

  redrawSource(fileUri: string): void {
    for (const node of this.#cache.records().filter(({ record }) => record.fileUri === fileUri)) {
      this.#options.changed.fire(node);
    }
    if (this.#options.state.options.filter.states.length > 0) {
      this.refresh();
    }
  }

  /** Progress redraws its own row; the list is rebuilt only when an upload starts, gets its turn or ends. */
  redrawTransfers(): void {
    const drawn = (this.#cache.shown(undefined) ?? []).filter((node) => shownTransfer(node) !== undefined);
    const before = new Map(drawn.map((node) => [node, shownTransfer(node)]));
    if (!sameRows(drawn, this.#transfers.top())) {
      this.redrawAll();
      return;
    }
    for (const [node, content] of before) {
      if (shownTransfer(node) !== content || isCountingDown(node)) {
        this.#options.changed.fire(node);
      }
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

/** Time changes what such a row says, and nothing else. */
function isCountingDown(node: UploadNode): boolean {
  return node.type === 'running' && node.upload.progress.phase === 'retrying';
}

/** What a row shows; the time left changes by the clock. */
function contentOf({ record, facts }: RecordNode): string {
  return JSON.stringify([record, facts]);
}
