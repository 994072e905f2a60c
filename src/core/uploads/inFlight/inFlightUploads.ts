import type { Asset } from '../../asset/asset.ts';
import { throwIfCancelled } from '../../errors.ts';
import type { RetryBudget } from '../../http/retry.ts';
import { accountLabel } from '../accounts/account.ts';
import { FileDigests } from '../fileDigests.ts';
import { OtherWindowLease, type TransferLeases } from '../leases/transferLeases.ts';
import { findReusable, isUsable } from '../reuse.ts';
import { type Outcome, type TransferServices, transfer } from '../transfer.ts';
import type { OpenedUpload } from '../uploadRequest.ts';
import { JoinableTransfer } from './joinableTransfer.ts';
import { ProgressMeter, type UploadProgress } from './progress.ts';
import type { ProviderQueue } from './providerQueues.ts';

/** A file that is being uploaded, from its opening to its record. */
export interface InFlightUpload {
  readonly asset: Asset;
  /** Equal for uploads whose references are interchangeable. */
  readonly scopeKey: string;
  /** Content hash of the file, computed on the first call. */
  contentHash(): Promise<string>;
  readonly joinable: JoinableTransfer<Outcome>;
}

export interface QueueOptions {
  readonly queue: ProviderQueue;
  readonly retryBudget?: RetryBudget;
}

export interface TransferringServices extends TransferServices {
  /** What other windows are sending; without it, each window sends by itself. */
  readonly leases?: TransferLeases;
}

/** Uploads in flight, so that content requested twice at the same time is sent once. */
export class InFlightUploads {
  readonly #services: TransferringServices;
  readonly #uploads = new Map<string, InFlightUpload>();

  constructor(services: TransferringServices) {
    this.#services = services;
  }

  /** The upload of this very file if there is one, else a new one, which takes over the asset and closes it. */
  findOrBegin(
    opened: OpenedUpload,
    options: QueueOptions,
  ): { readonly upload: InFlightUpload; readonly isNew: boolean } {
    const { request, asset, scope } = opened;
    const { account, reuse, form } = request;
    const scopeKey = JSON.stringify([scope, account.options]);
    const { uri, stamp } = asset;
    const key = JSON.stringify([scopeKey, reuse, form ?? '', uri, stamp.size, stamp.mtimeMs, String(stamp.inode)]);
    const found = this.#uploads.get(key);
    if (found !== undefined && !found.joinable.isAbandoned) {
      return { upload: found, isNew: false };
    }
    const upload = this.#begin(opened, options, scopeKey);
    this.#uploads.set(key, upload);
    void upload.joinable.settled.then(() => {
      if (this.#uploads.get(key) === upload) {
        this.#uploads.delete(key);
      }
    });
    return { upload, isNew: true };
  }

  #begin(opened: OpenedUpload, options: QueueOptions, scopeKey: string): InFlightUpload {
    const { asset, request } = opened;
    const { history, clock } = this.#services;
    const { provider } = request.account;
    // An upload waits only for those that began before it: otherwise two files could wait for each other.
    const earlier = [...this.#uploads.values()].filter(
      (other) => other.scopeKey === scopeKey && other.asset.size === asset.size,
    );
    let digests: FileDigests | undefined;
    const joinable = new JoinableTransfer<Outcome>(async (signal, report) => {
      const meter = new ProgressMeter(asset.size, clock, report);
      digests = new FileDigests(asset, { history, provider, signal, onHashing: () => meter.enter('hashing') });
      try {
        return await this.#perform(opened, { ...options, scopeKey, earlier, digests, signal, report, meter });
      } finally {
        await asset.close();
      }
    });
    const contentHash = async (): Promise<string> => {
      if (digests === undefined) {
        throw new Error('The upload has not begun');
      }
      return digests.contentHash();
    };
    return { asset, scopeKey, joinable, contentHash };
  }

  async #perform(opened: OpenedUpload, run: Run): Promise<Outcome> {
    const { asset, request } = opened;
    const { signal, meter, queue } = run;
    if (request.reuse) {
      const outcome = (await this.#earlierUpload(opened, run)) ?? (await this.#sameContentInFlight(opened, run));
      if (outcome !== undefined) {
        return outcome;
      }
    }
    for (;;) {
      meter.enter('waiting');
      const mustQueue = queue.sending.running >= queue.sending.max;
      const turn = await queue.sending.run(signal, () => this.#sendInTurn(opened, run, mustQueue));
      if (!(turn instanceof OtherWindowLease)) {
        return turn;
      }
      // It waits outside the queue, so that files no other window is sending needn't wait with it.
      this.#services.log.info(`${accountLabel(request.account)}: ${asset.name} is being sent by another window`);
      meter.enter('elsewhere');
      await turn.over(signal);
      const outcome = await this.#earlierUpload(opened, run);
      if (outcome !== undefined) {
        return outcome;
      }
    }
  }

  async #sendInTurn(opened: OpenedUpload, run: Run, mustQueue: boolean): Promise<Outcome | OtherWindowLease> {
    const { asset, request } = opened;
    const { scopeKey, digests, signal } = run;
    const { leases } = this.#services;
    const send = async (mayBeKnown: boolean): Promise<Outcome> => {
      // While this file waited for its turn or its lease, another window may have uploaded it.
      const meanwhile = mayBeKnown ? await this.#earlierUpload(opened, run) : undefined;
      return meanwhile ?? transfer(opened, run, this.#services);
    };
    if (!request.reuse || leases === undefined) {
      return send(request.reuse && mustQueue);
    }
    const file = { scopeKey, fileUri: asset.uri, stamp: asset.stamp, contentHash: () => digests.contentHash() };
    return leases.holding(file, () => send(true), signal);
  }

  async #earlierUpload(opened: OpenedUpload, { digests, signal }: Run): Promise<Outcome | undefined> {
    const { asset, request } = opened;
    const { history, clock, log } = this.#services;
    const now = clock.now();
    const record = await findReusable(opened, { history, now, contentHash: () => digests.contentHash() });
    throwIfCancelled(signal);
    if (record === undefined) {
      return undefined;
    }
    history.markUsed(record.id, now);
    log.info(`${accountLabel(request.account)}: ${asset.name} is already uploaded; nothing sent`);
    return { record: { ...record, lastUsedAt: now }, reused: true };
  }

  /** A copy of this file under another name may be in flight; files of another size can't be copies. */
  async #sameContentInFlight({ request }: OpenedUpload, run: Run): Promise<Outcome | undefined> {
    const { earlier, digests, signal, report } = run;
    const { history, clock } = this.#services;
    for (const other of earlier) {
      const mine = await digests.contentHash();
      // The other upload may end, and close its file, while it is read here for its hash. The history knows it by then.
      const theirs = await other.contentHash().catch(() => history.rememberedHash(other.asset.uri, other.asset.stamp));
      if (mine !== theirs || other.joinable.isAbandoned) {
        continue;
      }
      try {
        const { record } = await other.joinable.join(signal, report);
        // The other upload may need another form of reference: an older upload whose link has expired can be enough for
        // it.
        if (isUsable(record, request, clock.now())) {
          return { record, reused: true };
        }
      } catch {
        // The other file may have changed while it was read. This one hasn't, and is sent by itself.
        throwIfCancelled(signal);
      }
    }
    return undefined;
  }
}

/** What the steps of one upload share. */
interface Run extends QueueOptions {
  readonly scopeKey: string;
  readonly earlier: readonly InFlightUpload[];
  readonly digests: FileDigests;
  readonly signal: AbortSignal;
  readonly report: (progress: UploadProgress) => void;
  readonly meter: ProgressMeter;
}
