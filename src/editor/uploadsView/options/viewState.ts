import { commands, type Event, EventEmitter, type Memento } from 'vscode';
import { contextKeys } from '../../ids/contextKeys.ts';
import { isFiltered, readViewOptions, type UploadsFilter, type ViewOptions } from './viewOptions.ts';

const key = 'uploadsView';

/** How the view looks, remembered for the workspace. */
export class ViewState {
  readonly #memento: Memento;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;
  #options: ViewOptions;

  constructor(memento: Memento) {
    this.#memento = memento;
    this.#options = readViewOptions(memento.get(key));
    this.#updateContextKeys();
  }

  get options(): ViewOptions {
    return this.#options;
  }

  async change(change: Partial<ViewOptions>): Promise<void> {
    this.#options = { ...this.#options, ...change };
    this.#updateContextKeys();
    this.#changed.fire();
    await this.#memento.update(key, this.#options);
  }

  async filter(change: Partial<UploadsFilter>): Promise<void> {
    await this.change({ filter: { ...this.#options.filter, ...change } });
  }

  #updateContextKeys(): void {
    void commands.executeCommand('setContext', contextKeys.uploadsFiltered, isFiltered(this.#options.filter));
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
