import type { Asset } from '../asset/asset.ts';
import { throwIfCancelled } from '../errors.ts';
import type { AccountScope } from '../history/historyStore.ts';
import type { UploadRecord } from '../history/record.ts';
import type { RetryBudget } from '../http/retry.ts';
import type { ReferenceForm } from '../providers/provider.ts';
import type { Account } from './account.ts';
import { JoinableTransfer } from './joinableTransfer.ts';
import { OtherWindowLease, type TransferLeases } from './leases/transferLeases.ts';
import { ProgressMeter, type UploadProgress } from './progress.ts';
import type { ProviderQueue } from './providerQueues.ts';
import { contentHashOf, findReusable } from './reuse.ts';
import { type TransferServices, transfer } from './transfer.ts';

export interface Outcome {
  readonly record: UploadRecord;
  /** Whether an upload that was there already, or under way, was used. */
  readonly reused: boolean;
}

/** A file that is being uploaded, from its opening to its record. */
export interface Work {
  readonly asset: Asset;
  /** Equal for uploads whose references are interchangeable. */
  readonly scopeKey: string;
  /** Content hash of the file, found out when first asked for. */
  contentHash(): Promise<string>;
  readonly joinable: JoinableTransfer<Outcome>;
}

export interface WorkRequest {
  readonly asset: Asset;
  readonly account: Account;
  readonly scope: AccountScope;
  readonly queue: ProviderQueue;
  readonly reuse: boolean;
  readonly form?: ReferenceForm;
  readonly workspaceUri?: string;
  readonly retryBudget?: RetryBudget;
}

export interface WorkServices extends TransferServices {
  /** What other windows are sending; without it, each window sends by itself. */
  readonly leases?: TransferLeases;
}

/** Uploads under way, so that the same content asked for twice at the same time is sent once. */
export class InFlightUploads {
  readonly #services: WorkServices;
  readonly #works = new Map<string, Work>();

  constructor(services: WorkServices) {
    this.#services = services;
  }

  /** The work on this very file if there is some, else new work that takes the asset over and closes it. */
  findOrBegin(request: WorkRequest): { readonly work: Work; readonly isNew: boolean } {
    const { asset, account, scope, reuse, form } = request;
    const scopeKey = JSON.stringify([scope, account.options]);
    const { uri, stamp } = asset;
    const key = JSON.stringify([scopeKey, reuse, form ?? '', uri, stamp.size, stamp.mtimeMs, stamp.inode]);
    const found = this.#works.get(key);
    if (found !== undefined && !found.joinable.isAbandoned) {
      return { work: found, isNew: false };
    }
    const work = this.#begin(request, scopeKey);
    this.#works.set(key, work);
    void work.joinable.settled.then(() => {
      if (this.#works.get(key) === work) {
        this.#works.delete(key);
      }
    });
    return { work, isNew: true };
  }

  #begin(request: WorkRequest, scopeKey: string): Work {
    const { asset } = request;
    const { history, clock } = this.#services;
    // Only work that began earlier is waited for: were it both ways, two files could wait for each other.
    const earlier = [...this.#works.values()].filter(
      (other) => other.scopeKey === scopeKey && other.asset.size === asset.size,
    );
    let hash: Promise<string> | undefined;
    let contentHash = (): Promise<string> => Promise.reject(new Error('Not begun'));
    const joinable = new JoinableTransfer<Outcome>(async (signal, report) => {
      const meter = new ProgressMeter(asset.size, clock, report);
      contentHash = () => {
        hash ??= contentHashOf(asset, history, signal, () => meter.enter('hashing'));
        return hash;
      };
      try {
        return await this.#perform(request, { scopeKey, earlier, contentHash, signal, report, meter });
      } finally {
        await asset.close();
      }
    });
    return { asset, scopeKey, joinable, contentHash: () => contentHash() };
  }

  async #perform(request: WorkRequest, step: Step): Promise<Outcome> {
    const { asset, account, queue, reuse } = request;
    const { signal, meter } = step;
    if (reuse) {
      const outcome = (await this.#earlierUpload(request, step)) ?? (await this.#sameContentInFlight(step));
      if (outcome !== undefined) {
        return outcome;
      }
    }
    for (;;) {
      meter.enter('waiting');
      const mustQueue = queue.sending.running >= queue.sending.max;
      const turn = await queue.sending.run(signal, () => this.#sendInTurn(request, step, mustQueue));
      if (!(turn instanceof OtherWindowLease)) {
        return turn;
      }
      // Its turn is over, so that files nobody else is sending do not wait with it.
      this.#services.log.info(`${account.provider.label}: ${asset.name} is being sent by another window`);
      meter.enter('elsewhere');
      await turn.over(signal);
      const outcome = await this.#earlierUpload(request, step);
      if (outcome !== undefined) {
        return outcome;
      }
    }
  }

  async #sendInTurn(request: WorkRequest, step: Step, mustQueue: boolean): Promise<Outcome | OtherWindowLease> {
    const { asset, reuse } = request;
    const { scopeKey, contentHash, signal } = step;
    const { leases } = this.#services;
    const send = async (mayBeKnown: boolean): Promise<Outcome> => {
      // While this file waited for its turn or its lease, another window may have uploaded it.
      const meanwhile = mayBeKnown ? await this.#earlierUpload(request, step) : undefined;
      return meanwhile ?? { record: await this.#send(request, step), reused: false };
    };
    if (!reuse || leases === undefined) {
      return send(reuse && mustQueue);
    }
    const file = { scopeKey, fileUri: asset.uri, stamp: asset.stamp, contentHash };
    return leases.holding(file, () => send(true), signal);
  }

  #send(request: WorkRequest, { signal, meter }: Step): Promise<UploadRecord> {
    const { asset, account, scope, workspaceUri, retryBudget } = request;
    return transfer({ asset, account, scope, workspaceUri, retryBudget, signal, meter }, this.#services);
  }

  async #earlierUpload(request: WorkRequest, { contentHash, signal }: Step): Promise<Outcome | undefined> {
    const { asset, account, scope, form } = request;
    const { history, clock, log } = this.#services;
    const now = clock.now();
    const record = await findReusable({ asset, account, scope, form, now }, history, contentHash);
    throwIfCancelled(signal);
    if (record === undefined) {
      return undefined;
    }
    history.markUsed(record.id, now);
    log.info(`${account.provider.label}: ${asset.name} is uploaded already; nothing sent`);
    return { record: { ...record, lastUsedAt: now }, reused: true };
  }

  /** A copy of this file under another name may be on its way; files of another size cannot be copies. */
  async #sameContentInFlight({ earlier, contentHash, signal, report }: Step): Promise<Outcome | undefined> {
    for (const other of earlier) {
      const mine = await contentHash();
      // Their upload may end, and close their file, while it is read here for its hash. By then the hash is known.
      const theirs = await other
        .contentHash()
        .catch(() => this.#services.history.rememberedHash(other.asset.uri, other.asset.stamp));
      if (mine === theirs && !other.joinable.isAbandoned) {
        try {
          const { record } = await other.joinable.join(signal, report);
          return { record, reused: true };
        } catch {
          // Their file may have changed under them; ours has not, and is sent by itself.
          throwIfCancelled(signal);
        }
      }
    }
    return undefined;
  }
}

interface Step {
  readonly scopeKey: string;
  readonly earlier: readonly Work[];
  readonly contentHash: () => Promise<string>;
  readonly signal: AbortSignal;
  readonly report: (progress: UploadProgress) => void;
  readonly meter: ProgressMeter;
}
