import type { RunningUpload } from '../../../core/uploads/inFlight/runningUploads.ts';
import type { Uploader } from '../../../core/uploads/uploader.ts';
import type { UnfinishedUploads } from '../../upload/unfinished/unfinishedUploads.ts';
import type { RowCache } from './rowCache.ts';
import type { TransfersNode, UploadNode } from './uploadNodes.ts';

/** More rows of one sort than these become one that unfolds: a hundred waiting files would push the history out of sight. */
const maxLooseRows = 3;

export interface TransferRowsOptions {
  readonly cache: RowCache;
  readonly uploader: Pick<Uploader, 'running'>;
  readonly unfinished: Pick<UnfinishedUploads, 'list'>;
}

/** The rows above the history: what is being sent, what waits for its turn, and what failed. */
export class TransferRows {
  readonly #options: TransferRowsOptions;

  constructor(options: TransferRowsOptions) {
    this.#options = options;
  }

  top(): readonly UploadNode[] {
    const { cache } = this.#options;
    const { sending, waiting } = this.#running();
    const unfinished = this.#options.unfinished.list();
    return [
      ...sending.map((upload) => cache.running(upload, undefined)),
      ...(waiting.length > maxLooseRows
        ? [cache.transfers('waiting', waiting.length)]
        : waiting.map((upload) => cache.running(upload, undefined))),
      ...(unfinished.length > maxLooseRows
        ? [cache.transfers('unfinished', unfinished.length)]
        : unfinished.map((upload) => cache.unfinished(upload, undefined))),
    ];
  }

  children(parent: TransfersNode): readonly UploadNode[] {
    const { cache, unfinished } = this.#options;
    return parent.content === 'waiting'
      ? this.#running().waiting.map((upload) => cache.running(upload, parent))
      : unfinished.list().map((upload) => cache.unfinished(upload, parent));
  }

  /** The upload of a row as it is now. */
  current(upload: RunningUpload): RunningUpload {
    return this.#options.uploader.running().find(({ id }) => id === upload.id) ?? upload;
  }

  #running(): { readonly sending: readonly RunningUpload[]; readonly waiting: readonly RunningUpload[] } {
    const running = this.#options.uploader.running();
    return {
      sending: running.filter(({ progress }) => progress.phase !== 'waiting'),
      waiting: running.filter(({ progress }) => progress.phase === 'waiting'),
    };
  }
}

/** What a row of this sort shows besides its place; when it differs, the row is drawn again. */
export function shownTransfer(node: UploadNode): string | undefined {
  switch (node.type) {
    case 'running':
      return JSON.stringify(node.upload.progress);
    case 'transfers':
      return String(node.count);
    case 'unfinished':
      return node.upload.state;
    default:
      return undefined;
  }
}
