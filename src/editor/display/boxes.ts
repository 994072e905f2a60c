/** Where a box stands among several that follow one another. */
export interface PromptStep {
  readonly number: number;
  readonly total: number;
}

/** How a box was left. */
export type BoxResult = 'accepted' | 'back' | 'closed';

/** What a box shows of the others. */
export interface BoxPlace {
  readonly step: PromptStep;
  readonly hasBack: boolean;
}

/** One question of several that follow one another. It keeps its answer, to show it again to somebody who goes back. */
export type Box = (place: BoxPlace) => Promise<BoxResult>;

/**
 * Asks one question after the other, each with a way back to the one before.
 * @param boxes asked for again after each answer, because answers decide what else is asked; none once nothing is left to ask
 * @param hasBack whether there was a question before the first
 * @returns `back` from the first box only
 */
export async function askInTurn(boxes: () => readonly Box[], hasBack: boolean): Promise<BoxResult> {
  for (let at = 0; ; ) {
    const all = boxes();
    const result = await all[at]?.({ step: { number: at + 1, total: all.length }, hasBack: hasBack || at > 0 });
    if (result === undefined) {
      return 'accepted';
    }
    if (result === 'closed' || (result === 'back' && at === 0)) {
      return result;
    }
    at += result === 'back' ? -1 : 1;
  }
}
