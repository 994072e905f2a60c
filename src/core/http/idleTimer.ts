/** Ends something that has gone silent. Only silence counts: a slow transfer may take as long as it takes. */
export class IdleTimer {
  readonly #onIdle: () => void;
  #milliseconds: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number, onIdle: () => void) {
    this.#milliseconds = milliseconds;
    this.#onIdle = onIdle;
    this.#timer = setTimeout(onIdle, milliseconds);
  }

  /** Something happened. @param milliseconds how long it may be silent from here on */
  restart(milliseconds: number): void {
    if (this.#timer === undefined) {
      return;
    }
    if (milliseconds === this.#milliseconds) {
      this.#timer.refresh();
      return;
    }
    clearTimeout(this.#timer);
    this.#milliseconds = milliseconds;
    this.#timer = setTimeout(this.#onIdle, milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
