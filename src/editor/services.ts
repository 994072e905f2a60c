import type { HistoryStore } from '../core/history/historyStore.ts';
import { type Accounts, createAccounts } from './accounts.ts';
import type { ActivationServices } from './activationServices.ts';
import { ChosenEdits } from './insert/chosenEdits.ts';
import { OwnScopes } from './ownScopes.ts';
import { once } from './promises.ts';
import { OriginalPaths } from './swap/originalPaths.ts';
import type { UploadServices } from './uploadServices.ts';

/** What the features share, built once per window when the first of them is used. */
export interface Services extends ActivationServices {
  readonly accounts: Accounts;
  readonly ownScopes: OwnScopes;
  readonly originalPaths: OriginalPaths;
  readonly chosenEdits: ChosenEdits;
  /** The upload history; opened when it is first asked for. Opening never fails: `problem` says what is wrong. */
  history(): Promise<HistoryStore>;
  /** What sends files; loaded, with the history, when it is first asked for. */
  uploads(): Promise<UploadServices>;
}

/** @param onHistoryOpened called once, when the history is there */
export function createServices(activation: ActivationServices, onHistoryOpened: () => void): Services {
  const history = once(async () => {
    const { openUploadHistory } = await import('./uploadHistory.ts');
    const opened = openUploadHistory(activation);
    // Not before this has returned: whoever hears of it asks for the history.
    setImmediate(onHistoryOpened);
    return opened;
  });
  const uploads = once(async () => {
    const [{ createUploadServices }, opened] = await Promise.all([import('./uploadServices.ts'), history()]);
    return createUploadServices(activation, opened);
  });
  const accounts = createAccounts(activation, uploads);
  const ownScopes = activation.disposables.add(new OwnScopes({ ...activation, accounts, history }));
  return {
    ...activation,
    accounts,
    ownScopes,
    originalPaths: new OriginalPaths(activation),
    chosenEdits: activation.disposables.add(new ChosenEdits()),
    history,
    uploads,
  };
}
