import type { Disposable } from 'vscode';

/** Runs at once when it is called, and then at most once per interval however often it is called. */
export class Burst implements Disposable {
  readonly #interval: number;
  readonly #run: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isCalledAgain = false;

  constructor(interval: number, run: () => void) {
    this.#interval = interval;
    this.#run = run;
  }

  call(): void {
    if (this.#timer) {
      this.#isCalledAgain = true;
      return;
    }
    this.#run();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#isCalledAgain) {
        this.#isCalledAgain = false;
        this.call();
      }
    }, this.#interval);
    this.#timer.unref();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#isCalledAgain = false;
  }
}
