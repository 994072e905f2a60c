import type { HistoryStore } from '../../core/history/historyStore.ts';
import { isRead } from '../../core/workflow/mediaInput.ts';
import { scanWorkflowInSlices } from '../../core/workflow/scan/scanWorkflow.ts';
import { visitWorkflowFiles } from '../documents/usages/workflowFiles.ts';

/** The values of a file's inputs, as of a stamp. */
interface NamedInputs {
  readonly stamp: string;
  readonly values: readonly string[];
}

/** Which uploads the workflows of the workspace use. A file is read again only when it has changed. */
export class WorkflowUsage {
  readonly #history: HistoryStore;
  #known = new Map<string, NamedInputs>();
  #look: Promise<void> | undefined;

  constructor(history: HistoryStore) {
    this.#history = history;
  }

  /** To be called when files may have changed: they are looked through again on the next request. */
  forget(): void {
    this.#look = undefined;
  }

  /** Ids of uploads by the URI of the workflow that uses them. */
  async uploads(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    this.#look ??= this.#lookThrough();
    await this.#look;
    const uploads = new Map<string, ReadonlySet<string>>();
    for (const [uri, { values }] of this.#known) {
      const ids = values.flatMap((value) => (value === '' ? [] : (this.#history.findByReference(value)?.id ?? [])));
      if (ids.length > 0) {
        uploads.set(uri, new Set(ids));
      }
    }
    return uploads;
  }

  async #lookThrough(): Promise<void> {
    const found = new Map<string, NamedInputs>();
    await visitWorkflowFiles(async ({ uri, stamp: stampOf, read }) => {
      const key = uri.toString();
      const stamp = await stampOf();
      const known = this.#known.get(key);
      found.set(key, known?.stamp === stamp ? known : { stamp, values: await this.#valuesOf(read) });
    });
    this.#known = found;
  }

  async #valuesOf(read: () => Promise<Uint8Array>): Promise<readonly string[]> {
    const { inputs } = await scanWorkflowInSlices(new TextDecoder().decode(await read()));
    return [...new Set(inputs.filter(isRead).map(({ value }) => value))];
  }
}
