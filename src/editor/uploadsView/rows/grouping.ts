import { Uri, workspace } from 'vscode';
import type { HistoryQuery, HistoryStore } from '../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import type { Provider } from '../../../core/providers/provider.ts';
import { providers } from '../../../core/providers/registry.ts';
import { connectionLabel } from '../../../core/uploads/accounts/connection.ts';
import type { KnownConnections } from '../../connections/records/recordConnections.ts';
import { l10n } from '../../text/l10n.ts';
import { nameOf } from '../../text/names.ts';
import { maxPathLength, type ShownText, shown } from '../../text/shown.ts';
import type { Grouping } from '../options/viewOptions.ts';
import { maxCounted, pageSize, type RecordPage, readPage } from './recordPages.ts';
import { spanLabel, timeSpans } from './timeSpans.ts';
import type { UploadGroup } from './uploadNodes.ts';

export interface GroupingContext {
  readonly history: HistoryStore;
  /** The part of the filter that the history can check. */
  readonly query: Omit<HistoryQuery, 'limit' | 'after'>;
  /** The part that needs a look at the disk. */
  readonly accept: ((record: UploadRecord) => Promise<boolean>) | undefined;
  readonly now: number;
  readonly connections: KnownConnections;
  /** Ids of the uploads each workflow of the workspace uses, by the workflow's URI. */
  usage(): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
}

export interface Groups {
  readonly groups: readonly UploadGroup[];
  readonly more: boolean;
}

/** The groups of the view that have at least one upload. */
export async function groupsOf(grouping: Grouping, context: GroupingContext, limit: number): Promise<Groups> {
  switch (grouping) {
    case 'none':
      return { groups: [], more: false };
    case 'time':
      return withUploads(
        timeSpans(context.now).map(({ name, from, before }) =>
          groupFor(context, {
            key: name,
            label: spanLabel(name),
            restriction: {
              ...(from === undefined ? {} : { uploadedFrom: from }),
              ...(before === undefined ? {} : { uploadedBefore: before }),
            },
          }),
        ),
      );
    case 'provider': {
      const wanted = providers.filter(({ id }) => context.query.providers?.includes(id) ?? true);
      return withUploads(wanted.flatMap((provider) => providerGroups(provider, context)));
    }
    case 'file':
      return byFile(context, limit);
    case 'workflow':
      return byWorkflow(context, limit);
  }
}

/** One group per connection where a provider has several, and one for what none of them, as they are now, has uploaded. */
function providerGroups({ id, label }: Provider, context: GroupingContext): readonly UploadGroup[] {
  const { connections, history, query, accept } = context;
  const all = connections.ofProvider(id);
  const restriction = { providers: [id] };
  // Few are counted by looking at each.
  const records = all.length > 1 && !accept ? history.query({ ...query, ...restriction, limit: pageSize + 1 }) : [];
  const areAll = !accept && records.length <= pageSize;
  const group = (key: string, heading: ShownText, own?: QueriedGroup['own']): UploadGroup =>
    groupFor(context, {
      ...{ key, label: heading, connectionLabel: heading, restriction },
      ...(own && { own, ...(areAll ? { count: records.filter(own).length } : {}) }),
    });
  if (all.length === 1) {
    return [group(id, shown(label))];
  }
  const others = l10n.t('{0} (other connections)', shown(label));
  return [
    ...all.map((each) =>
      group(each.id, shown(connectionLabel(each)), (record) => connections.of(record).id === each.id),
    ),
    group(`${id} others`, others, (record) => connections.of(record).id === undefined),
  ];
}

function groupKey(key: string): string {
  return `group ${key}`;
}

/** A group whose records differ from others by something the history can check. */
interface QueriedGroup extends Omit<UploadGroup, 'page' | 'count'> {
  /** How many uploads it has, where that is known already. */
  readonly count?: number;
  readonly restriction: Partial<HistoryQuery>;
  /** Whether a record belongs to the group, as far as the history can't check that. */
  readonly own?: (record: UploadRecord) => boolean;
}

function groupFor(
  { history, query, accept: acceptAll }: GroupingContext,
  { key, restriction, own, count: known, ...appearance }: QueriedGroup,
): UploadGroup {
  const accept =
    own === undefined
      ? acceptAll
      : async (record: UploadRecord) => own(record) && (await acceptAll?.(record)) !== false;
  const page = (limit: number): Promise<RecordPage> =>
    readPage(history, { query: { ...query, ...restriction }, limit, accept });
  // Where each record has to be looked at, nobody can say how many there are.
  const count = accept ? known : history.countUpTo({ ...query, ...restriction, limit: maxCounted + 1 });
  return { key: groupKey(key), ...appearance, count, page };
}

async function withUploads(groups: readonly UploadGroup[]): Promise<Groups> {
  const isEmpty = await Promise.all(
    groups.map(async ({ count, page }) => {
      if (count !== undefined) {
        return count === 0;
      }
      const { records, more } = await page(1);
      return records.length === 0 && !more;
    }),
  );
  return { groups: groups.filter((_group, index) => !isEmpty[index]), more: false };
}

/** What workflows use and what has ended or is about to; `undefined` where there is nothing of the kind. */
export async function attentionGroup(
  context: GroupingContext,
  ids: readonly string[],
): Promise<UploadGroup | undefined> {
  if (ids.length === 0) {
    return undefined;
  }
  const label = l10n.t('Needs Attention');
  const group = groupFor(context, {
    key: 'attention',
    label,
    restriction: { ids, order: 'expiresFirst' },
  });
  return (await withUploads([group])).groups[0];
}

/** One group per file of the first `limit` uploads, in the order of their newest upload. */
async function byFile(context: GroupingContext, limit: number): Promise<Groups> {
  const { history, query, accept } = context;
  const { records, more } = await readPage(history, { query, limit, accept });
  const groups = [...new Set(records.map(({ fileUri }) => fileUri))].map((fileUri) => {
    const resource = Uri.parse(fileUri);
    return groupFor(context, {
      key: fileUri,
      label: shown(nameOf(resource)),
      ...locationOf(resource),
      isFolded: true,
      restriction: { fileUris: [fileUri] },
    });
  });
  return { groups, more };
}

async function byWorkflow(context: GroupingContext, limit: number): Promise<Groups> {
  const usage = await context.usage();
  const workflows = [...usage].sort(([a], [b]) => a.localeCompare(b));
  const used = new Set(workflows.flatMap(([, ids]) => [...ids]));
  const { history, query, accept } = context;
  const unused: UploadGroup = {
    key: groupKey('unused'),
    label: l10n.t('In No Workflow of This Workspace'),
    icon: 'circle-slash',
    count: undefined,
    page: (pageLimit) =>
      readPage(history, {
        query,
        limit: pageLimit,
        accept: async (record) => !used.has(record.id) && (await accept?.(record)) !== false,
      }),
  };
  const { groups } = await withUploads([
    ...workflows.slice(0, limit).map(([uri, ids]) => {
      const resource = Uri.parse(uri);
      return groupFor(context, {
        key: uri,
        label: shown(nameOf(resource)),
        ...locationOf(resource),
        restriction: { ids: [...ids] },
      });
    }),
    unused,
  ]);
  return { groups, more: workflows.length > limit };
}

function locationOf(resource: Uri): Pick<UploadGroup, 'resource' | 'description'> {
  const folder = workspace.asRelativePath(Uri.joinPath(resource, '..'));
  const isRoot = workspace.workspaceFolders?.some(({ uri }) => uri.fsPath === folder);
  return { resource, description: shown(isRoot ? '' : folder, maxPathLength) };
}
