import { setImmediate as turn } from 'node:timers/promises';
import type { FakeVscode } from './fakeVscode.ts';
import type { LightbulbDocument } from './lightbulbDocuments.ts';
import type { MirrorDocument } from './mirrorDocument.ts';
import type { Position } from './vscodeTypes.ts';

/** What a code action took in one state of a document, in milliseconds. */
export interface LightbulbTimes {
  readonly document: string;
  readonly megabytes: number;
  readonly when: 'opened' | 'edited' | 'being read' | 'read';
  readonly times: readonly number[];
  /** How often something was offered, so that nobody measures how fast nothing is found. */
  readonly offered: number;
  /** The most lines of the document that one question looked at, and how many questions looked at all of it. */
  readonly maxLines: number;
  readonly wholeTexts: number;
}

/** Questions about one document in one state. */
export class Questions {
  readonly times: number[] = [];
  readonly #vscode: FakeVscode;
  readonly #of: LightbulbDocument;
  readonly #when: LightbulbTimes['when'];
  #offered = 0;
  #maxLines = 0;
  #wholeTexts = 0;

  constructor(vscode: FakeVscode, of: LightbulbDocument, when: LightbulbTimes['when']) {
    this.#vscode = vscode;
    this.#of = of;
    this.#when = when;
  }

  async ask(document: MirrorDocument, position: Position): Promise<void> {
    const { lines, wholeTexts } = document.reads;
    const start = performance.now();
    const actions = await this.#vscode.codeActions(document, position);
    this.times.push(performance.now() - start);
    this.#offered += actions.length > 0 ? 1 : 0;
    this.#maxLines = Math.max(this.#maxLines, document.reads.lines - lines);
    this.#wholeTexts += document.reads.wholeTexts - wholeTexts;
    await turn();
  }

  result(): LightbulbTimes {
    const length = this.#of.lines.reduce((sum, line) => sum + line.length + 1, 0);
    return {
      document: this.#of.name,
      megabytes: length / 1e6,
      when: this.#when,
      times: this.times,
      offered: this.#offered,
      maxLines: this.#maxLines,
      wholeTexts: this.#wholeTexts,
    };
  }
}
