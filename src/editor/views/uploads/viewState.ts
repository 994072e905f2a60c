import { commands, type Event, EventEmitter, type Memento } from 'vscode';
import { isFiltered, readLook, type UploadsFilter, type UploadsLook } from './look.ts';

const key = 'uploadsView';

/** How the view looks, remembered for the workspace. */
export class ViewState {
  readonly #memento: Memento;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;
  #look: UploadsLook;

  constructor(memento: Memento) {
    this.#memento = memento;
    this.#look = readLook(memento.get(key));
    this.#tellMenus();
  }

  get look(): UploadsLook {
    return this.#look;
  }

  async change(change: Partial<UploadsLook>): Promise<void> {
    this.#look = { ...this.#look, ...change };
    this.#tellMenus();
    this.#changed.fire();
    await this.#memento.update(key, this.#look);
  }

  async filter(change: Partial<UploadsFilter>): Promise<void> {
    await this.change({ filter: { ...this.#look.filter, ...change } });
  }

  #tellMenus(): void {
    void commands.executeCommand('setContext', 'workflowAssets.uploadsFiltered', isFiltered(this.#look.filter));
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
