import { commands, type Event, EventEmitter, type Memento } from 'vscode';
import type { Log } from '../../../core/log.ts';
import { contextKeys } from '../../ids/contextKeys.ts';
import { inBackground } from '../../promises.ts';
import { isFiltered, readViewOptions, type UploadsFilter, type ViewOptions } from './viewOptions.ts';

const key = 'uploadsView';

/** Grouping, order and filter of the view, remembered for the workspace. */
export class ViewState {
  readonly #memento: Memento;
  readonly #log: Log;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;
  #options: ViewOptions;

  constructor(memento: Memento, log: Log) {
    this.#memento = memento;
    this.#log = log;
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
    const isActive = isFiltered(this.#options.filter);
    inBackground(this.#log, commands.executeCommand('setContext', contextKeys.uploadsFiltered, isActive));
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
