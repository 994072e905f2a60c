/** How long work may keep the thread before others get their turn, in milliseconds; half a frame of 60 per second. */
const maxTurn = 8;

/** Cuts long work into short turns: the extension host runs every extension of the window in one thread. */
export class TimeSlice {
  #turnEnds = performance.now() + maxTurn;

  /** Await it between small steps: it lets others run once this turn has lasted long enough. */
  async rest(): Promise<void> {
    if (performance.now() >= this.#turnEnds) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#turnEnds = performance.now() + maxTurn;
    }
  }
}
