import type { HistoryStore } from '../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import type { RunningUpload } from '../../../core/uploads/inFlight/runningUploads.ts';
import type { Uploader } from '../../../core/uploads/uploader.ts';
import type { ShownTreeView } from '../../display/window.ts';
import type { UnfinishedUpload } from '../../upload/unfinished/notedUpload.ts';
import type { UnfinishedUploads } from '../../upload/unfinished/unfinishedUploads.ts';
import {
  isRecordNode,
  isRunningNode,
  isTransfersNode,
  isUnfinishedNode,
  type UploadNode,
} from '../rows/uploadNodes.ts';

export interface RowSources {
  readonly history: Pick<HistoryStore, 'get'>;
  readonly uploader: Pick<Uploader, 'running'>;
  readonly unfinished: Pick<UnfinishedUploads, 'list'>;
  readonly view: Pick<ShownTreeView<UploadNode>, 'selection'>;
}

/** A local file that a row is about. */
export type RowFile = Pick<UploadRecord, 'fileUri' | 'fileName'>;

/**
 * The rows a command is for. Of a row only the id counts: anybody can call a command, and the file that a made-up row names
 * isn't one that this history knows.
 */
export class ChosenRows {
  readonly #rows: readonly unknown[];
  readonly #sources: RowSources;

  /**
   * @param clicked and `selected` as VS Code passes them: a menu gives the clicked row and, with several selected, all of
   *   them; a key gives nothing, so that the selection counts
   */
  constructor(sources: RowSources, clicked: unknown, selected: unknown) {
    this.#sources = sources;
    this.#rows =
      Array.isArray(selected) && selected.length > 0
        ? selected
        : clicked === undefined
          ? sources.view.selection
          : [clicked];
  }

  /** Finished uploads, each once, though it may be listed under several workflows. */
  get records(): readonly UploadRecord[] {
    const { history } = this.#sources;
    return idsOf(this.#rows.filter(isRecordNode), ({ record }) => record).flatMap((id) => history.get(id) ?? []);
  }

  /** Uploads that are still running. */
  get running(): readonly RunningUpload[] {
    const running = this.#sources.uploader.running();
    return idsOf(this.#rows.filter(isRunningNode), ({ upload }) => upload).flatMap(
      (id) => running.find((upload) => upload.id === id) ?? [],
    );
  }

  /** Uploads that failed or were interrupted. */
  get unfinished(): readonly UnfinishedUpload[] {
    const all = this.#sources.unfinished.list();
    // One row stands for many.
    if (this.#rows.some((row) => isTransfersNode(row) && row.content === 'unfinished')) {
      return all;
    }
    const ids = idsOf(this.#rows.filter(isUnfinishedNode), ({ upload }) => upload);
    return all.filter(({ id }) => ids.includes(id));
  }

  /** The local files of all these rows. */
  get files(): readonly RowFile[] {
    const running = this.running.map(({ fileUri, name }) => ({ fileUri, fileName: name }));
    return [...this.records, ...running, ...this.unfinished];
  }
}

/** Different ids, in order. What a command is called with may lack what a row of ours has. */
function idsOf<T>(rows: readonly T[], subjectOf: (row: T) => { readonly id: unknown } | undefined): readonly string[] {
  return [...new Set(rows.map((row) => subjectOf(row)?.id).filter((id) => typeof id === 'string'))];
}
