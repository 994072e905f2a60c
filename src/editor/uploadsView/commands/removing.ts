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
import { nameLength, type ShownText, shown } from '../../text/shown.ts';

/**
 * Clears uploads from the list. A workflow may still hold their references, perhaps in another workspace, so what is known
 * about them stays until the person wants it forgotten for good. Clearing can be undone until the window closes.
 */
export class Removals {
  readonly #history: HistoryStore;
  readonly #log: Log;
  readonly #undoable: (readonly UploadRecord[])[] = [];

  constructor(history: HistoryStore, log: Log) {
    this.#history = history;
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

  async clearExpired(): Promise<void> {
    const cleared = await this.#history.hideExpired(Date.now());
    if (cleared.length === 0) {
      window.setStatusBarMessage(l10n.t('No upload has expired'), 3000);
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
