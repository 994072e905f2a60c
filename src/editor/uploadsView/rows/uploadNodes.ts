import type { Uri } from 'vscode';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import type { RunningUpload } from '../../../core/uploads/inFlight/runningUploads.ts';
import type { RecordConnection } from '../../connections/records/recordConnections.ts';
import type { ShownText } from '../../text/shown.ts';
import type { UnfinishedUpload } from '../../upload/unfinished/notedUpload.ts';
import type { RecordPage } from './recordPages.ts';

/** Rows under a heading of their own. */
export interface UploadGroup {
  readonly key: string;
  readonly label: ShownText;
  /** Where the file or workflow is. */
  readonly description?: ShownText;
  /** How many uploads it has, counted up to `maxCounted`; `undefined` where that isn't known. */
  readonly count: number | undefined;
  readonly icon?: string;
  /** The file or workflow the group stands for. */
  readonly resource?: Uri;
  readonly isFolded?: boolean;
  /** What the connection is called that all of its uploads were made with. */
  readonly connectionLabel?: ShownText;
  page(limit: number): Promise<RecordPage>;
}

/**
 * A row of the Uploads view. It stays the same object for as long as it is shown, because VS Code identifies rows by their
 * objects; its content is brought up to date.
 */
export interface RunningNode {
  readonly type: 'running';
  readonly key: string;
  readonly group: TransfersNode | undefined;
  upload: RunningUpload;
}
/** An upload that failed or was interrupted. */
export interface UnfinishedNode {
  readonly type: 'unfinished';
  readonly key: string;
  readonly group: TransfersNode | undefined;
  upload: UnfinishedUpload;
}
/** Many uploads that wait for their turn, or many that failed, in one row that unfolds. */
export interface TransfersNode {
  readonly type: 'transfers';
  readonly key: string;
  readonly group: undefined;
  readonly content: 'waiting' | 'unfinished';
  count: number;
}
export interface RecordNode {
  readonly type: 'record';
  readonly key: string;
  readonly group: GroupNode | undefined;
  record: UploadRecord;
  facts: RecordFacts;
}
/** What a row shows of an upload that isn't in its record, and was looked up for the whole list. */
export interface RecordFacts {
  /** Whether a valid reference takes the place of this one. */
  readonly isRenewed: boolean;
  readonly connection: RecordConnection;
}
export interface GroupNode {
  readonly type: 'group';
  readonly key: string;
  readonly group: undefined;
  content: UploadGroup;
}
/** "Show More" at the end of a list. */
export interface MoreNode {
  readonly type: 'more';
  readonly key: string;
  readonly group: GroupNode | undefined;
}
export type UploadNode = RunningNode | UnfinishedNode | TransfersNode | RecordNode | GroupNode | MoreNode;

export function isRecordNode(node: unknown): node is RecordNode {
  return isNode(node) && node.type === 'record' && typeof node.record === 'object' && node.record !== null;
}

export function isRunningNode(node: unknown): node is RunningNode {
  return isNode(node) && node.type === 'running';
}

export function isUnfinishedNode(node: unknown): node is UnfinishedNode {
  const { type, upload } = (node ?? {}) as { readonly type?: unknown; readonly upload?: unknown };
  return type === 'unfinished' && typeof upload === 'object' && upload !== null;
}

export function isTransfersNode(node: unknown): node is TransfersNode {
  return isNode(node) && node.type === 'transfers';
}

export function isMoreNode(node: unknown): node is MoreNode {
  return isNode(node) && node.type === 'more';
}

function isNode(value: unknown): value is UploadNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'key' in value;
}
