import type { TextDocument } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import { isWorkflowInSlices } from '../../core/workflow/scan/recognise.ts';
import { isJsonLinesDocument } from './workflowDocuments.ts';

/** UTF-16 units; a line of many megabytes would be copied as a whole to get its line break. */
const maxJoinedLine = 64 * 1024;

interface Check {
  readonly version: number;
  readonly result: Promise<boolean>;
}

/**
 * Tells workflows from other JSON. Part of the activation bundle: a window full of configuration files must load nothing
 * else. Once a document is recognised it stays so, because a workflow that is being rewritten may name no media for a while.
 */
export class Recognition {
  readonly #workflows = new WeakSet<TextDocument>();
  /** The last check of documents that weren't recognised, finished or not. */
  readonly #checks = new WeakMap<TextDocument, Check>();

  /** Whether a document counts as a workflow already. */
  has(document: TextDocument): boolean {
    return this.#workflows.has(document);
  }

  /** Counts a document as a workflow, whatever it contains: the person has used a command on it. */
  accept(document: TextDocument): void {
    this.#workflows.add(document);
  }

  /** The result for the document as it is, or as it was at the last check: typing must not start one per keystroke. */
  async isWorkflow(document: TextDocument): Promise<boolean> {
    return this.#workflows.has(document) || (await (this.#checks.get(document)?.result ?? this.check(document)));
  }

  /** Reads the document, unless that was done for this version. Gives up, with `false`, when it is edited or closed. */
  check(document: TextDocument): Promise<boolean> {
    if (this.#workflows.has(document)) {
      return Promise.resolve(true);
    }
    const { version } = document;
    const last = this.#checks.get(document);
    if (last?.version === version) {
      return last.result;
    }
    const result = this.#read(document);
    this.#checks.set(document, { version, result });
    return result;
  }

  async #read(document: TextDocument): Promise<boolean> {
    try {
      const controller = new AbortController();
      const options = { signal: controller.signal, isJsonLines: isJsonLinesDocument(document) };
      if (await isWorkflowInSlices(linesOf(document, controller), options)) {
        this.#workflows.add(document);
      }
    } catch (error) {
      if (!CancelledError.is(error)) {
        throw error;
      }
    }
    return this.#workflows.has(document);
  }
}

/** Line by line: `getText` would join a document of many megabytes, of which the beginning mostly tells. */
function* linesOf(document: TextDocument, controller: AbortController): Iterable<string> {
  const { version, lineCount } = document;
  for (let line = 0; line < lineCount; line += 1) {
    if (document.version !== version || document.isClosed) {
      controller.abort();
      return;
    }
    const { text } = document.lineAt(line);
    if (text.length > maxJoinedLine) {
      yield text;
      yield '\n';
    } else {
      yield `${text}\n`;
    }
  }
}
