import { commands } from 'vscode';
import type { HistoryStore } from '../../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../../core/history/records/record.ts';
import type { Log } from '../../../../core/log.ts';
import { window } from '../../../display/window.ts';
import { contextKeys } from '../../../ids/contextKeys.ts';
import { inBackground } from '../../../promises.ts';
import { formatNumber } from '../../../text/figures.ts';
import { l10n } from '../../../text/l10n.ts';
import { nameLength, type ShownText, shown } from '../../../text/shown.ts';
import type { UsedUploads } from '../../usedUploads.ts';

/**
 * Clears uploads from the list. A workflow may still hold their references, perhaps in another workspace, so what is known
 * about them stays until the person wants it forgotten for good. Clearing can be undone until the window closes.
 */
export class Removals {
  readonly #history: HistoryStore;
  readonly #used: Pick<UsedUploads, 'ids'>;
  readonly #log: Log;
  readonly #undoable: (readonly UploadRecord[])[] = [];

  /** @param used what workflows of this workspace are known to use */
  constructor(history: HistoryStore, used: Pick<UsedUploads, 'ids'>, log: Log) {
    this.#history = history;
    this.#used = used;
    this.#log = log;
  }

  async remove(records: readonly UploadRecord[]): Promise<void> {
    const cleared = await this.#history.hide(records.map(({ id }) => id));
    this.#offerUndo(
      cleared,
      cleared.length === 1
        ? l10n.t(
            '{0} was removed from the list. Workflows that use it still show its file and its end.',
            shown(cleared[0]?.fileName ?? '', nameLength),
          )
        : l10n.t(
            '{0} uploads were removed from the list. Workflows that use them still show their files and ends.',
            formatNumber(cleared.length),
          ),
    );
  }

  /** Clears what has expired. Where workflows are known to use some of it, the person decides about those. */
  async clearExpired(): Promise<void> {
    const { ids } = this.#used;
    const inUse = this.#history.query({ ids, expiry: 'expired', now: Date.now(), limit: ids.length });
    const kept = inUse.length > 0 ? await this.#askWhatToKeep(inUse) : [];
    if (!kept) {
      return;
    }
    const hidden = await this.#history.hideExpired(Date.now());
    const keptIds = new Set(kept.map(({ id }) => id));
    await this.#history.restore(hidden.filter(({ id }) => keptIds.has(id)));
    const cleared = hidden.filter(({ id }) => !keptIds.has(id));
    if (cleared.length === 0) {
      const message = kept.length > 0 ? l10n.t('No other upload has expired') : l10n.t('No upload has expired');
      window.setStatusBarMessage(message, 3000);
      return;
    }
    this.#offerUndo(
      cleared,
      cleared.length === 1
        ? l10n.t('1 expired upload was removed from the list. Workflows that use it can still renew it.')
        : l10n.t(
            '{0} expired uploads were removed from the list. Workflows that use them can still renew them.',
            formatNumber(cleared.length),
          ),
    );
  }

  /** @returns `undefined` where the person doesn't want anything to be cleared */
  async #askWhatToKeep(inUse: readonly UploadRecord[]): Promise<readonly UploadRecord[] | undefined> {
    const all = l10n.t('Clear All Expired');
    const others = l10n.t('Clear the Others');
    const question =
      inUse.length === 1
        ? l10n.t('1 expired upload is still used in this workspace.')
        : l10n.t('{0} expired uploads are still used in this workspace.', formatNumber(inUse.length));
    const detail = l10n.t(
      'Workflows can still renew what is cleared from the list. You can undo this until the window closes.',
    );
    const answer = await window.showWarningMessage(question, { modal: true, detail }, others, all);
    return answer === undefined ? undefined : answer === others ? inUse : [];
  }

  async clearAll(): Promise<void> {
    const count = this.#history.count();
    if (count === 0 && this.#history.hiddenCount(1) === 0) {
      window.setStatusBarMessage(l10n.t('The history is empty'), 3000);
      return;
    }
    const clear = l10n.t('Clear List');
    const forget = l10n.t('Forget Everything');
    const detail = l10n.t(
      'Clear List keeps what workflows show about their references, and can be undone. Forget Everything deletes all of it for good, earlier cleared uploads included. Your files and what the providers hold stay as they are.',
    );
    const buttons = count === 0 ? [forget] : [clear, forget];
    const answer = await window.showWarningMessage(clearQuestion(count), { modal: true, detail }, ...buttons);
    if (answer === clear) {
      this.#offerUndo(await this.#history.hideAll(), l10n.t('The list was cleared.'));
    } else if (answer === forget) {
      await this.#history.removeAll();
      this.#undoable.length = 0;
      this.#updateContextKeys();
      window.setStatusBarMessage(l10n.t('The history was deleted'), 3000);
    }
  }

  #offerUndo(cleared: readonly UploadRecord[], message: ShownText): void {
    if (cleared.length === 0) {
      return;
    }
    this.#undoable.push(cleared);
    this.#updateContextKeys();
    const undo = l10n.t('Undo');
    const forget = l10n.t('Forget for Good');
    const answered = window.showInformationMessage(message, undo, forget);
    inBackground(
      this.#log,
      answered.then((chosen) =>
        chosen === undo ? this.#restore(cleared) : chosen === forget ? this.#forget(cleared) : undefined,
      ),
    );
  }

  /** Undoes the last removal that wasn't undone yet. */
  async undo(): Promise<void> {
    const cleared = this.#undoable.at(-1);
    if (cleared) {
      await this.#restore(cleared);
    } else {
      window.setStatusBarMessage(l10n.t('There is no removal to undo'), 3000);
    }
  }

  async #restore(cleared: readonly UploadRecord[]): Promise<void> {
    if (this.#take(cleared)) {
      await this.#history.restore(cleared);
    }
  }

  async #forget(cleared: readonly UploadRecord[]): Promise<void> {
    if (this.#take(cleared)) {
      await this.#history.remove(cleared.map(({ id }) => id));
    }
  }

  /** @returns false where it was undone or forgotten already, by the message's button or by a command */
  #take(cleared: readonly UploadRecord[]): boolean {
    const index = this.#undoable.indexOf(cleared);
    if (index === -1) {
      return false;
    }
    this.#undoable.splice(index, 1);
    this.#updateContextKeys();
    return true;
  }

  #updateContextKeys(): void {
    const canUndo = this.#undoable.length > 0;
    inBackground(this.#log, commands.executeCommand('setContext', contextKeys.canUndoRemoval, canUndo));
  }
}

function clearQuestion(count: number): ShownText {
  switch (count) {
    case 0:
      return l10n.t('Forget the uploads that were cleared from the list?');
    case 1:
      return l10n.t('Clear the only upload?');
    default:
      return l10n.t('Clear all {0} uploads?', formatNumber(count));
  }
}
