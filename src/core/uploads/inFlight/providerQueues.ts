import { Limiter } from '../../limiter.ts';
import type { ProviderId } from '../../providers/providerId.ts';

/** How much may happen at once at one provider. A slow provider's queue never delays another's. */
export interface ProviderQueue {
  /** Open files: those being sent and those next in the queue, not all the thousands of a big folder. */
  readonly files: Limiter;
  /** Files being sent. */
  readonly sending: Limiter;
}

const maxOpenFiles = 16;

export class ProviderQueues {
  readonly #maxConcurrent: () => number;
  readonly #queues = new Map<ProviderId, ProviderQueue>();

  /**
   * @param maxConcurrent maximum number of simultaneous uploads per provider; a setting, so read again for each upload
   */
  constructor(maxConcurrent: () => number) {
    this.#maxConcurrent = maxConcurrent;
  }

  of(provider: ProviderId): ProviderQueue {
    const max = this.#maxConcurrent();
    const queue = this.#queues.get(provider) ?? { files: new Limiter(1), sending: new Limiter(1) };
    this.#queues.set(provider, queue);
    queue.sending.max = max;
    queue.files.max = Math.max(maxOpenFiles, queue.sending.max);
    return queue;
  }
}
