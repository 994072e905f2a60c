import { join } from 'node:path';
import { fillTemplate } from '../editor/uploadsView/commands/copyTemplate.ts';
import { temporaryFilesIn } from './archive/temporaryFiles.ts';
import { openFolderAsZip } from './archive/zipFolder.ts';
import type { Asset } from './asset/asset.ts';
import { openBytesAsset } from './asset/openBytesAsset.ts';
import { openFileAsset } from './asset/openFileAsset.ts';
import { systemClock } from './clock.ts';
import { exportRecords } from './history/exchange/exportRecords.ts';
import { importRecords } from './history/exchange/importRecords.ts';
import type { AccountScope, HistoryStore } from './history/historyStore.ts';
import { openHistory } from './history/openHistory.ts';
import { parseEndpoint, redactedEndpoint } from './http/guards/endpointUrl.ts';
import type { HttpClient } from './http/httpClient.ts';
import type { ProxySettings } from './http/proxy/proxySettings.ts';
import type { Log } from './log.ts';
import type { ConnectionReport, Provider, Reference } from './providers/provider.ts';
import { providerById, providers } from './providers/registry.ts';
import { apiSnippet } from './providers/requestSnippet.ts';
import { type Account, accountScope } from './uploads/account.ts';
import { checkConnection, deleteUpload } from './uploads/accountCalls.ts';
import { uploadAll } from './uploads/batch.ts';
import { TransferLeases } from './uploads/leases/transferLeases.ts';
import { acceptedExtensions } from './uploads/limits.ts';
import { createUploader, type Uploader } from './uploads/uploader.ts';
import { applyEdits, planSwap } from './workflow/edit/swap.ts';
import { stringAt } from './workflow/json/stringAt.ts';
import { resolvePath } from './workflow/paths/resolvePath.ts';
import { fittingReferences } from './workflow/scan/dialects/fittingReferences.ts';
import { findReferences, mayContain } from './workflow/scan/findReferences.ts';
import { guessDialect } from './workflow/scan/guessDialect.ts';
import { couldBeMediaPath, mediaKindOfName } from './workflow/scan/mediaName.ts';
import { plainStringAt } from './workflow/scan/plainStringAt.ts';
import { scanWorkflowInSlices } from './workflow/scan/scanWorkflow.ts';

/** What the core needs from its surroundings. */
export interface EngineOptions {
  /** Full path of the folder the history lives in. */
  readonly storageFolder: string;
  readonly log: Log;
  readonly proxySettings: () => ProxySettings;
  readonly maxConcurrentUploads: () => number;
}

/** The second bundle: everything that is loaded on first use and not at activation. */
export type Engine = ReturnType<typeof createEngine>;

/** Builds the core's services once. Opening the history never fails; what went wrong is told by `history.problem`. */
export function createEngine({ storageFolder, log, proxySettings, maxConcurrentUploads }: EngineOptions) {
  const clock = systemClock;
  const history: HistoryStore = openHistory(storageFolder, { log, clock });
  const http = lazyHttpClient(async () => {
    const { createHttpClient } = await import('./http/undiciHttpClient.ts');
    return createHttpClient({ proxy: proxySettings, log });
  });
  const temporaryFiles = temporaryFilesIn(join(storageFolder, 'temporary'));
  // What a crash left behind goes at the next start.
  void temporaryFiles.sweep();
  const leases = new TransferLeases({ folder: storageFolder, history, clock, log });
  const uploader: Uploader = createUploader({ http, history, clock, log, leases, maxConcurrent: maxConcurrentUploads });
  return {
    history,
    uploader,
    providers,
    providerById,
    acceptedExtensions,
    parseEndpoint,
    /** An endpoint as it may be shown: some proxies carry the key in their path. */
    displayEndpoint: (text: string): string => {
      try {
        return redactedEndpoint(parseEndpoint(text));
      } catch {
        return text.replace(/\/\/.*/s, '//…');
      }
    },
    scopeOf: (account: Account): AccountScope => accountScope(account, history.accountSalt),
    checkConnection: (account: Account, signal: AbortSignal): Promise<ConnectionReport> =>
      checkConnection(account, { http, clock, log }, signal),
    deleteUpload: (reference: Reference, account: Account, signal: AbortSignal): Promise<void> =>
      deleteUpload(reference, account, { http, clock, log }, signal),
    exportRecords,
    importRecords,
    uploadAll: (...args: DropFirst<Parameters<typeof uploadAll>>) => uploadAll(uploader, ...args),
    openFileAsset,
    /** The images of a folder as one ZIP, for a provider that takes them so. @throws as `openFolderAsZip` in the core does */
    openFolderAsZip: (folder: string, uri: string, { limits }: Provider, signal: AbortSignal): Promise<Asset> =>
      openFolderAsZip(folder, {
        uri,
        mediaTypes: limits.find(({ kind }) => kind === 'image')?.mediaTypes ?? [],
        maxBytes: limits.find(({ kind }) => kind === 'archive')?.maxBytes,
        temporaryFiles,
        signal,
        onLeftOut: (names) => log.warn(`Left out of the ZIP, as no image the provider takes: ${names.join(', ')}`),
      }),
    openBytesAsset,
    workflow: {
      scan: scanWorkflowInSlices,
      stringAt,
      plainStringAt,
      guessDialect,
      couldBeMediaPath,
      mediaKindOfName,
      fittingReferences,
      resolvePath,
      planSwap,
      applyEdits,
      findReferences,
      mayContain,
      apiSnippet,
      fillTemplate,
    },
    close: async (): Promise<void> => {
      leases.close();
      history.close();
      await http.close();
    },
  };
}

type DropFirst<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;

/** The HTTP client alone takes longer to load than everything else together, and most windows never upload. */
function lazyHttpClient(load: () => Promise<HttpClient>): HttpClient {
  let client: Promise<HttpClient> | undefined;
  return {
    send: async (request) => {
      client ??= load();
      return (await client).send(request);
    },
    close: async () => {
      await (await client)?.close();
    },
  };
}
