import { commands } from 'vscode';
import type { Log } from '../../core/log.ts';
import { type MilestoneKey, milestoneKeys } from '../ids/contextKeys.ts';
import { inBackground } from '../promises.ts';

/** What has worked in this window. The steps of the walkthrough ask for it: a click on a step is no reason to tick it. */
export class Milestones {
  readonly #log: Log;
  readonly #reached = new Set<MilestoneKey>();

  constructor(log: Log) {
    this.#log = log;
  }

  reach(milestone: MilestoneKey): void {
    if (!this.#reached.has(milestone)) {
      this.#reached.add(milestone);
      inBackground(this.#log, commands.executeCommand('setContext', milestoneKeys[milestone], true));
    }
  }
}
