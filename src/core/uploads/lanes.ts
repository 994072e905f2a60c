import type { ProviderId } from '../providers/providerId.ts';
import { Limiter } from '../transfer/limiter.ts';

/** How much may happen at once at one provider. A slow provider's queue never holds up another's. */
export interface Lane {
  /** Files that are open: those being sent and those next in line, not the thousands of a big folder. */
  readonly files: Limiter;
  /** Files that are being sent. */
  readonly sending: Limiter;
}

const mostOpenFiles = 16;

export class Lanes {
  readonly #maxConcurrent: () => number;
  readonly #lanes = new Map<ProviderId, Lane>();

  /** @param maxConcurrent uploads that may run at once at one provider; a setting, so asked again for each upload */
  constructor(maxConcurrent: () => number) {
    this.#maxConcurrent = maxConcurrent;
  }

  of(provider: ProviderId): Lane {
    const max = this.#maxConcurrent();
    const lane = this.#lanes.get(provider) ?? { files: new Limiter(1), sending: new Limiter(1) };
    this.#lanes.set(provider, lane);
    lane.sending.max = max;
    lane.files.max = Math.max(mostOpenFiles, lane.sending.max);
    return lane;
  }
}
