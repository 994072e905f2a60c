import type { ProviderId } from '../../src/core/providers/providerId.ts';
import type { Fault, FaultKind, FaultStep } from './fault.ts';

const everywhere: readonly FaultKind['what'][] = [
  'reset',
  'stall',
  'slowBody',
  'slowAnswer',
  'dripAnswer',
  'cutAnswer',
  'status',
  'emptyBody',
  'truncatedJson',
  'hugeAnswer',
  'contentType',
  'redirect',
  'alter',
];

interface Waiting {
  readonly fault: FaultKind;
  readonly step: FaultStep;
  skip: number;
  times: number;
}

/** The faults still to happen, in the order they were injected. */
export class FaultQueue {
  readonly #provider: ProviderId;
  readonly #quirks: Readonly<Partial<Record<FaultKind['what'], FaultStep>>>;
  readonly #steps: readonly FaultStep[];
  readonly #waiting: Waiting[] = [];

  constructor(
    provider: ProviderId,
    quirks: Readonly<Partial<Record<FaultKind['what'], FaultStep>>>,
    steps: readonly FaultStep[],
  ) {
    this.#provider = provider;
    this.#quirks = quirks;
    this.#steps = steps;
  }

  /**
   * @throws Error for a fault or a step this provider doesn't have. Otherwise a test with a typing error in its table
   *   would run without a fault and pass.
   */
  add(fault: Fault): void {
    const step = fault.step ?? this.#quirks[fault.what] ?? 'upload';
    if (!everywhere.includes(fault.what) && this.#quirks[fault.what] === undefined) {
      throw new Error(`The ${this.#provider} fake server knows no fault '${fault.what}'.`);
    }
    if (!this.#steps.includes(step)) {
      throw new Error(`The ${this.#provider} fake server has no step '${step}'.`);
    }
    this.#waiting.push({ fault, step, skip: fault.skip ?? 0, times: fault.times ?? 1 });
  }

  /** The fault for a request at these steps, which is used up once; `undefined` if there is none. */
  take(steps: readonly FaultStep[]): FaultKind | undefined {
    const index = this.#waiting.findIndex((waiting) => steps.includes(waiting.step));
    const found = this.#waiting[index];
    if (found === undefined) {
      return undefined;
    }
    if (found.skip > 0) {
      found.skip -= 1;
      return undefined;
    }
    found.times -= 1;
    if (found.times <= 0) {
      this.#waiting.splice(index, 1);
    }
    return found.fault;
  }

  clear(): void {
    this.#waiting.length = 0;
  }
}
