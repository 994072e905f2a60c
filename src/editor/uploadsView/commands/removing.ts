import { commands, ProgressLocation } from 'vscode';
import type { HistoryStore } from '../../../core/history/historyStore.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import type { Log } from '../../../core/log.ts';
import { providerById } from '../../../core/providers/registry.ts';
import { accountScope } from '../../../core/uploads/accounts/account.ts';
import { window } from '../../display/window.ts';
import { contextKeys } from '../../ids/contextKeys.ts';
import { inBackground } from '../../promises.ts';
import type { Services } from '../../services/services.ts';
import { formatNumber } from '../../text/figures.ts';
import { l10n } from '../../text/l10n.ts';
import { type ShownText, shown } from '../../text/shown.ts';

/** Removes uploads from the history. Every removal can be undone until the window closes. */
export class Removals {
  readonly #history: HistoryStore;
  readonly #log: Log;
  readonly #undoable: (readonly UploadRecord[])[] = [];

  constructor(history: HistoryStore, log: Log) {
    this.#history = history;
    this.#log = log;
  }

  async remove(records: readonly UploadRecord[]): Promise<void> {
    const removed = await this.#history.remove(records.map(({ id }) => id));
    this.#offerUndo(
      removed,
      removed.length === 1
        ? l10n.t('{0} was removed from the history. It stays at the provider.', shown(removed[0]?.fileName ?? ''))
        : l10n.t(
            '{0} uploads were removed from the history. They stay at the providers.',
            formatNumber(removed.length),
          ),
    );
  }

  async clearExpired(): Promise<void> {
    const removed = await this.#history.clearExpired(Date.now());
    if (removed.length === 0) {
      window.setStatusBarMessage(l10n.t('No upload has expired'), 3000);
      return;
    }
    this.#offerUndo(
      removed,
      removed.length === 1
        ? l10n.t('One expired upload was removed from the history.')
        : l10n.t('{0} expired uploads were removed from the history.', formatNumber(removed.length)),
    );
  }

  async clearAll(): Promise<void> {
    const count = this.#history.count();
    if (count === 0) {
      window.setStatusBarMessage(l10n.t('The history is empty'), 3000);
      return;
    }
    const clear = l10n.t('Clear History');
    const question =
      count === 1
        ? l10n.t('Remove the only upload from the history?')
        : l10n.t('Remove all {0} uploads from the history?', formatNumber(count));
    const detail = l10n.t(
      'Your files and what the providers hold stay as they are. You can undo this until the window closes.',
    );
    if ((await window.showWarningMessage(question, { modal: true, detail }, clear)) === clear) {
      this.#offerUndo(await this.#history.clearAll(), l10n.t('The history was cleared.'));
    }
  }

  #offerUndo(removed: readonly UploadRecord[], message: ShownText): void {
    if (removed.length === 0) {
      return;
    }
    this.#undoable.push(removed);
    this.#updateContextKeys();
    const undo = l10n.t('Undo');
    const answered = window.showInformationMessage(message, undo);
    inBackground(
      this.#log,
      answered.then((chosen) => (chosen === undo ? this.#restore(removed) : undefined)),
    );
  }

  /** Undoes the last removal that wasn't undone yet. */
  async undo(): Promise<void> {
    const removed = this.#undoable.at(-1);
    if (removed) {
      await this.#restore(removed);
    }
  }

  async #restore(removed: readonly UploadRecord[]): Promise<void> {
    const index = this.#undoable.indexOf(removed);
    if (index === -1) {
      // Undone already, by the message's button or by the command.
      return;
    }
    this.#undoable.splice(index, 1);
    this.#updateContextKeys();
    await this.#history.restore(removed);
  }

  #updateContextKeys(): void {
    const canUndo = this.#undoable.length > 0;
    inBackground(this.#log, commands.executeCommand('setContext', contextKeys.canUndoRemoval, canUndo));
  }
}

/** Deletes uploads at their providers and from the history, which can't be undone. */
export async function deleteAtProvider(
  services: Services,
  history: HistoryStore,
  records: readonly UploadRecord[],
): Promise<void> {
  const deletable = records.filter(({ provider, reference }) => {
    const { delete: remove, canDelete } = providerById(provider);
    return remove !== undefined && canDelete?.(reference) !== false;
  });
  const [first] = deletable;
  if (!first) {
    void window.showInformationMessage(l10n.t("The provider doesn't offer a way to delete this upload."));
    return;
  }
  const remove = l10n.t('Delete');
  const label = shown(providerById(first.provider).label);
  const question =
    deletable.length === 1
      ? l10n.t('Delete {0} at {1}?', shown(first.fileName), label)
      : l10n.t('Delete {0} uploads at {1}?', deletable.length, label);
  const detail = l10n.t("Workflows that use the reference will fail. Your own file stays. This can't be undone.");
  if ((await window.showWarningMessage(question, { modal: true, detail }, remove)) !== remove) {
    return;
  }
  await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Deleting at {0}', label), cancellable: true },
    async (_progress, token) => {
      const cancelling = new AbortController();
      token.onCancellationRequested(() => cancelling.abort());
      let foreign = 0;
      for (const record of deletable) {
        foreign += (await deleteOne(services, record, { history, signal: cancelling.signal })) ? 0 : 1;
      }
      if (foreign > 0) {
        void window.showWarningMessage(
          foreign === 1
            ? l10n.t("One upload wasn't deleted, because it was made with another key or at another address.")
            : l10n.t(
                "{0} uploads weren't deleted, because they were made with another key or at another address.",
                foreign,
              ),
        );
      }
    },
  );
}

/** @returns false for an upload of another account than the current one, which the provider wouldn't find */
async function deleteOne(
  services: Services,
  record: UploadRecord,
  { history, signal }: { readonly history: HistoryStore; readonly signal: AbortSignal },
): Promise<boolean> {
  const account = await services.accounts.current(record.provider);
  const scope = accountScope(account, history.accountSalt);
  if (scope.origin !== record.origin || scope.account !== record.account) {
    return false;
  }
  await (await services.uploads()).accountCalls.deleteUpload(record.reference, account, signal);
  await history.remove([record.id]);
  return true;
}
