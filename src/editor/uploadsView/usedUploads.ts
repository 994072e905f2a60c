import { type Disposable, EventEmitter, type Memento } from 'vscode';
import type { Log } from '../../core/log.ts';
import { inBackground } from '../promises.ts';

const key = 'usedUploads';
/** The workspace state is read whenever the window opens: what a large workspace uses beyond this isn't remembered. */
const maxWorkflows = 500;
const maxUploads = 2_000;

/** Ids of uploads by the URI of the workflow that uses them. */
type Usage = ReadonlyMap<string, readonly string[]>;

/**
 * Which uploads the workflows of this workspace use, as far as it is known without looking for it: from documents that were
 * open, and from the last time the person had the workspace searched. Remembered for the next window.
 */
export class UsedUploads implements Disposable {
  readonly #memento: Memento;
  readonly #log: Log;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #usage: Usage;

  constructor(memento: Memento, log: Log) {
    this.#memento = memento;
    this.#log = log;
    this.#usage = readUsage(memento.get(key));
  }

  get ids(): readonly string[] {
    return [...new Set([...this.#usage.values()].flat())].slice(0, maxUploads);
  }

  /** To be called with what a document uses now. */
  note(workflow: string, ids: readonly string[]): void {
    if (isSame(this.#usage.get(workflow) ?? [], ids)) {
      return;
    }
    const usage = new Map(this.#usage);
    usage.delete(workflow);
    if (ids.length > 0) {
      usage.set(workflow, ids);
    }
    this.#set(usage);
  }

  /** To be called with what a search of the workspace has found. */
  noteAll(found: ReadonlyMap<string, ReadonlySet<string>>): void {
    const usage = new Map([...found].map(([workflow, ids]) => [workflow, [...ids]]));
    if (!isSame([...usage], [...this.#usage])) {
      this.#set(usage);
    }
  }

  #set(usage: Usage): void {
    this.#usage = new Map(
      [...usage].slice(-maxWorkflows).map(([workflow, ids]) => [workflow, ids.slice(0, maxUploads)]),
    );
    inBackground(this.#log, this.#memento.update(key, Object.fromEntries(this.#usage)));
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** Without what doesn't have the form of a usage. */
function readUsage(value: unknown): Usage {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return new Map(
    entries.flatMap(([workflow, ids]): [string, readonly string[]][] =>
      Array.isArray(ids) && ids.every((id) => typeof id === 'string') ? [[workflow, ids]] : [],
    ),
  );
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
