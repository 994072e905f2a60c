import { l10n, Uri, workspace } from 'vscode';
import type { HistoryQuery, HistoryStore } from '../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../core/history/record.ts';
import { providers } from '../../../core/providers/registry.ts';
import { nameOf } from '../../text/names.ts';
import type { Grouping } from '../options/viewOptions.ts';
import { type RecordPage, readPage } from './recordPages.ts';
import { type SpanName, timeSpans } from './timeSpans.ts';
import type { UploadGroup } from './uploadNodes.ts';

export interface GroupingContext {
  readonly history: HistoryStore;
  /** What the filter lets through, as far as the history can tell. */
  readonly query: Omit<HistoryQuery, 'limit' | 'after'>;
  /** And what only the disk can tell. */
  readonly accept: ((record: UploadRecord) => Promise<boolean>) | undefined;
  readonly now: number;
  /** Ids of the uploads each workflow of the workspace uses, by the workflow's URI. */
  usage(): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
}

export interface Groups {
  readonly groups: readonly UploadGroup[];
  readonly more: boolean;
}

/** The headings of the view, those without an upload left out. */
export async function groupsOf(grouping: Grouping, context: GroupingContext, limit: number): Promise<Groups> {
  switch (grouping) {
    case 'none':
      return { groups: [], more: false };
    case 'time':
      return withUploads(
        timeSpans(context.now).map(({ name, from, before }) =>
          group(context, name, spanLabel(name), {
            ...(from === undefined ? {} : { uploadedFrom: from }),
            ...(before === undefined ? {} : { uploadedBefore: before }),
          }),
        ),
      );
    case 'provider': {
      const shown = providers.filter(({ id }) => context.query.providers?.includes(id) ?? true);
      return withUploads(shown.map(({ id, label }) => group(context, id, label, { providers: [id] })));
    }
    case 'file':
      return byFile(context, limit);
    case 'workflow':
      return byWorkflow(context, limit);
  }
}

function group(
  { history, query, accept }: GroupingContext,
  key: string,
  label: string,
  restriction: Partial<HistoryQuery>,
  look: Partial<UploadGroup> = {},
): UploadGroup {
  const page = (limit: number): Promise<RecordPage> => readPage(history, { ...query, ...restriction }, limit, accept);
  return { key: `group ${key}`, label, ...look, page };
}

async function withUploads(groups: readonly UploadGroup[]): Promise<Groups> {
  const pages = await Promise.all(groups.map((each) => each.page(1)));
  return {
    groups: groups.filter((_group, index) => pages[index]?.records.length || pages[index]?.more),
    more: false,
  };
}

/** The files of as many uploads as are listed, in the order of their first one. */
async function byFile(context: GroupingContext, limit: number): Promise<Groups> {
  const { records, more } = await readPage(context.history, context.query, limit, context.accept);
  const groups = [...new Set(records.map(({ fileUri }) => fileUri))].map((fileUri) => {
    const resource = Uri.parse(fileUri);
    return group(context, fileUri, nameOf(resource), { fileUris: [fileUri] }, { ...placeOf(resource), isFolded: true });
  });
  return { groups, more };
}

async function byWorkflow(context: GroupingContext, limit: number): Promise<Groups> {
  const usage = await context.usage();
  const workflows = [...usage].sort(([a], [b]) => a.localeCompare(b));
  const used = new Set(workflows.flatMap(([, ids]) => [...ids]));
  const { history, query, accept } = context;
  const unused: UploadGroup = {
    key: 'group unused',
    label: l10n.t('In No Workflow of This Workspace'),
    icon: 'circle-slash',
    page: (most) =>
      readPage(history, query, most, async (record) => !used.has(record.id) && (await accept?.(record)) !== false),
  };
  const { groups } = await withUploads([
    ...workflows.slice(0, limit).map(([uri, ids]) => {
      const resource = Uri.parse(uri);
      return group(context, uri, nameOf(resource), { ids: [...ids] }, placeOf(resource));
    }),
    unused,
  ]);
  return { groups, more: workflows.length > limit };
}

function placeOf(resource: Uri): Pick<UploadGroup, 'resource' | 'description'> {
  const folder = workspace.asRelativePath(Uri.joinPath(resource, '..'));
  const isRoot = workspace.workspaceFolders?.some(({ uri }) => uri.fsPath === folder);
  return { resource, description: isRoot ? '' : folder };
}

function spanLabel(name: SpanName): string {
  switch (name) {
    case 'today':
      return l10n.t('Today');
    case 'yesterday':
      return l10n.t('Yesterday');
    case 'week':
      return l10n.t('Last 7 Days');
    case 'month':
      return l10n.t('Last 30 Days');
    case 'older':
      return l10n.t('Older');
  }
}
