import type { UploadRecord } from '../../../core/history/records/record.ts';
import type { RunningUpload } from '../../../core/uploads/inFlight/runningUploads.ts';
import type { UnfinishedUpload } from '../../upload/unfinished/notedUpload.ts';
import type {
  GroupNode,
  MoreNode,
  RecordFacts,
  RecordNode,
  RunningNode,
  TransfersNode,
  UnfinishedNode,
  UploadGroup,
  UploadNode,
} from './uploadNodes.ts';

/** The rows that VS Code shows, one object per row for as long as it is shown. */
export class RowCache {
  readonly #nodes = new Map<string, UploadNode>();
  /** Rows by the key of the group they are in; the empty key for those in none. */
  readonly #shown = new Map<string, readonly UploadNode[]>();

  group(content: UploadGroup): GroupNode {
    const node = this.#node({ type: 'group', key: content.key, group: undefined, content });
    node.content = content;
    return node;
  }

  record(record: UploadRecord, group: GroupNode | undefined, facts: RecordFacts): RecordNode {
    // With a group, since one upload may be used by several workflows.
    const key = keyIn(group, record.id);
    const node = this.#node<RecordNode>({ type: 'record', key, group, record, facts });
    node.record = record;
    node.facts = facts;
    return node;
  }

  running(upload: RunningUpload, group: TransfersNode | undefined): RunningNode {
    const node = this.#node<RunningNode>({ type: 'running', key: `running ${upload.id}`, group, upload });
    node.upload = upload;
    return node;
  }

  unfinished(upload: UnfinishedUpload, group: TransfersNode | undefined): UnfinishedNode {
    const node = this.#node<UnfinishedNode>({ type: 'unfinished', key: `unfinished ${upload.id}`, group, upload });
    node.upload = upload;
    return node;
  }

  transfers(content: TransfersNode['content'], count: number): TransfersNode {
    const node = this.#node<TransfersNode>({ type: 'transfers', key: content, group: undefined, content, count });
    node.count = count;
    return node;
  }

  more(group: GroupNode | undefined): MoreNode {
    return this.#node({ type: 'more', key: keyIn(group, 'more'), group });
  }

  #node<Node extends UploadNode>(fresh: Node): Node {
    const known = this.#nodes.get(fresh.key);
    if (known?.type === fresh.type && known.group === fresh.group) {
      return known as Node;
    }
    this.#nodes.set(fresh.key, fresh);
    return fresh;
  }

  /** Remembers what a list shows, and forgets the rows that left it. */
  show(parent: UploadNode | undefined, nodes: readonly UploadNode[]): void {
    const key = parent?.key ?? '';
    const stay = new Set(nodes);
    for (const node of this.#shown.get(key) ?? []) {
      if (!stay.has(node)) {
        this.#forget(node);
      }
    }
    this.#shown.set(key, nodes);
  }

  #forget(node: UploadNode): void {
    for (const child of this.#shown.get(node.key) ?? []) {
      this.#forget(child);
    }
    this.#shown.delete(node.key);
    if (this.#nodes.get(node.key) === node) {
      this.#nodes.delete(node.key);
    }
  }

  /** `undefined` where VS Code hasn't asked for the list. */
  shown(parent: UploadNode | undefined): readonly UploadNode[] | undefined {
    return this.#shown.get(parent?.key ?? '');
  }

  /** The rows of all uploads that are shown. */
  records(): readonly RecordNode[] {
    return [...this.#shown.values()].flat().filter((node) => node.type === 'record');
  }
}

function keyIn(group: GroupNode | undefined, key: string): string {
  return group ? `${group.key}\n${key}` : key;
}

/** Whether two lists show the same rows in the same order. */
export function sameRows(one: readonly UploadNode[], other: readonly UploadNode[]): boolean {
  return one.length === other.length && one.every((node, index) => node === other[index]);
}
