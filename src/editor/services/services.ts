import { systemClock } from '../../core/clock.ts';
import type { HistoryStore } from '../../core/history/historyStore.ts';
import { FolderNames } from '../../core/workflow/paths/folderNames.ts';
import { type Accounts, createAccounts } from '../connections/accounts.ts';
import { ConnectionResults } from '../connections/connectionResults.ts';
import { ConnectionScopes } from '../connections/connectionScopes.ts';
import { type ApiKeys, createApiKeys } from '../connections/credentials/apiKeys.ts';
import { OwnConnections } from '../connections/ownConnections.ts';
import { PlainHosts } from '../connections/plainHttp/plainHosts.ts';
import { FormerConnections } from '../connections/records/formerConnections.ts';
import { RecordConnections } from '../connections/records/recordConnections.ts';
import { logUnusedEntries } from '../connections/unusedEntries.ts';
import { ReadOnlyDocuments } from '../documents/readOnlyDocuments.ts';
import { ChosenEdits } from '../insert/chosenEdits.ts';
import { MediaFiles } from '../insert/mediaFiles.ts';
import { PastedFolders } from '../insert/pastedFolders.ts';
import { once } from '../promises.ts';
import { OriginalPaths } from '../swap/originalPaths.ts';
import type { ActivationServices } from './activationServices.ts';
import { Milestones } from './milestones.ts';
import type { UploadServices } from './uploadServices.ts';

/** What the features share, built once per window when the first of them is used. */
export interface Services extends ActivationServices {
  readonly apiKeys: ApiKeys;
  readonly accounts: Accounts;
  readonly connections: OwnConnections;
  readonly connectionResults: ConnectionResults;
  readonly milestones: Milestones;
  readonly plainHosts: PlainHosts;
  readonly connectionScopes: ConnectionScopes;
  /** Which connections past uploads were made with. */
  readonly recordConnections: RecordConnections;
  readonly originalPaths: OriginalPaths;
  readonly readOnlyDocuments: ReadOnlyDocuments;
  readonly chosenEdits: ChosenEdits;
  readonly mediaFiles: MediaFiles;
  readonly pastedFolders: PastedFolders;
  /** Listings of folders, for looking up names regardless of case. */
  readonly folderNames: FolderNames;
  /** The upload history, opened by the first call. Opening never fails: `problem` says what is wrong. */
  history(): Promise<HistoryStore>;
  /** Resolves once something has opened the history; waiting for it doesn't. */
  readonly historyOpened: Promise<HistoryStore>;
  /** What sends files; loaded, with the history, by the first call. */
  uploads(): Promise<UploadServices>;
}

/**
 * How long after the history was opened its views are loaded, in milliseconds: whatever opened it, e.g. the first code
 * action of the window, comes first.
 */
const openingDelay = 1_000;

/** @param onHistoryOpened called once, some time after something has opened the history */
export function createServices(activation: ActivationServices, onHistoryOpened: () => void): Services {
  const opened = Promise.withResolvers<HistoryStore>();
  const history = once(async () => {
    const { openUploadHistory } = await import('./uploadHistory.ts');
    const store = await openUploadHistory(activation);
    if (!activation.disposables.isDisposed) {
      opened.resolve(store);
      const timer = setTimeout(onHistoryOpened, openingDelay);
      activation.disposables.add({ dispose: () => clearTimeout(timer) });
    }
    return store;
  });
  const apiKeys = createApiKeys(activation.context, activation.disposables);
  const connections = activation.disposables.add(
    new OwnConnections({ settings: activation.settings, workspaceState: activation.context.workspaceState }),
  );
  logUnusedEntries(activation);
  const connectionResults = activation.disposables.add(new ConnectionResults(systemClock));
  const milestones = new Milestones(activation.log);
  const uploads = once(async () => {
    const [{ createUploadServices }, store] = await Promise.all([import('./uploadServices.ts'), history()]);
    return createUploadServices({ ...activation, milestones }, store);
  });
  const plainHosts = new PlainHosts(activation.context);
  const accounts = createAccounts(activation, {
    globalState: activation.context.globalState,
    apiKeys,
    uploads,
    connections,
    connectionResults,
    milestones,
    plainHosts,
  });
  const connectionScopes = activation.disposables.add(
    new ConnectionScopes({ ...activation, apiKeys, accounts, connections, history }),
  );
  return {
    ...activation,
    apiKeys,
    accounts,
    connections,
    connectionResults,
    milestones,
    plainHosts,
    connectionScopes,
    recordConnections: activation.disposables.add(
      new RecordConnections({
        ...activation,
        apiKeys,
        connections,
        scopes: connectionScopes,
        former: new FormerConnections(activation.context.globalState),
      }),
    ),
    originalPaths: new OriginalPaths(activation),
    readOnlyDocuments: activation.disposables.add(new ReadOnlyDocuments()),
    chosenEdits: activation.disposables.add(new ChosenEdits()),
    mediaFiles: new MediaFiles(),
    pastedFolders: activation.disposables.add(new PastedFolders(activation.log)),
    folderNames: new FolderNames(),
    history,
    historyOpened: opened.promise,
    uploads,
  };
}
