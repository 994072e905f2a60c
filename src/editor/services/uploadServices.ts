import { join } from 'node:path';
import { workspace } from 'vscode';
import { type TemporaryFiles, temporaryFilesIn } from '../../core/archive/temporaryFiles.ts';
import { systemClock } from '../../core/clock.ts';
import type { HistoryStore } from '../../core/history/historyStore.ts';
import type { HttpClient } from '../../core/http/httpClient.ts';
import type { NetworkSettings } from '../../core/http/networkSettings.ts';
import { isRunning } from '../../core/processes.ts';
import { type AccountCalls, createAccountCalls } from '../../core/uploads/accounts/accountCalls.ts';
import { TransferLeases } from '../../core/uploads/leases/transferLeases.ts';
import { PermissionGate } from '../../core/uploads/permission/permissionGate.ts';
import { contentHashOf } from '../../core/uploads/reuse.ts';
import { createUploader, type Uploader } from '../../core/uploads/uploader.ts';
import { inBackground } from '../promises.ts';
import { consentAsker } from '../upload/consent/askConsent.ts';
import { rememberedConsents } from '../upload/consent/rememberedConsents.ts';
import { readVirtualFile } from '../upload/readVirtualFile.ts';
import { noteStorage } from '../upload/unfinished/noteStorage.ts';
import { UnfinishedUploads } from '../upload/unfinished/unfinishedUploads.ts';
import { urgentWarnings } from '../upload/warnBeforeSending.ts';
import type { ActivationServices } from './activationServices.ts';
import type { Milestones } from './milestones.ts';

/** Sending files and calling providers. */
export interface UploadServices {
  /** What every file has to pass; the uploader takes none that hasn't. */
  readonly gate: PermissionGate;
  readonly uploader: Uploader;
  /** What failed, and what was interrupted when its window was closed. */
  readonly unfinished: UnfinishedUploads;
  readonly accountCalls: AccountCalls;
  /** For archives that are created before they are sent. */
  readonly temporaryFiles: TemporaryFiles;
}

/** Creates the services around one HTTP client, which is loaded with the first request. */
export function createUploadServices(
  { context, disposables, settings, log, milestones }: ActivationServices & { readonly milestones: Milestones },
  history: HistoryStore,
): UploadServices {
  const clock = systemClock;
  const folder = context.globalStorageUri.fsPath;
  const http = lazyHttpClient(async () => {
    const { createHttpClient } = await import('../../core/http/createHttpClient.ts');
    return createHttpClient({ settings: networkSettings, log });
  });
  const temporaryFiles = temporaryFilesIn(join(folder, 'temporary'));
  // Removes what a crash left behind.
  inBackground(log, temporaryFiles.sweep());
  const leases = new TransferLeases({ folder, history, clock, log });
  disposables.add({ dispose: () => leases.close() });
  disposables.add({ dispose: () => void http.close() });
  const maxConcurrent = (): number => settings.maxConcurrentUploads;
  const gate = new PermissionGate({
    workspace: () => ({
      folders: (workspace.workspaceFolders ?? []).map(({ uri }) => ({
        uri: uri.toString(),
        path: uri.scheme === 'file' ? uri.fsPath : undefined,
      })),
      isTrusted: workspace.isTrusted,
    }),
    asker: consentAsker,
    remembered: rememberedConsents(context.workspaceState),
    readVirtual: readVirtualFile,
    contentHash: (asset, signal) => contentHashOf(asset, history, { signal }),
  });
  // Disposed of before the HTTP client: uploads that end because the window is closed haven't failed.
  const unfinished = disposables.add(
    new UnfinishedUploads({
      storage: noteStorage(context.workspaceState),
      history,
      clock,
      log,
      host: process.pid,
      isRunning,
    }),
  );
  const uploader = createUploader({
    http,
    history,
    clock,
    log,
    leases,
    maxConcurrent,
    journal: unfinished,
    onWarnings: urgentWarnings(),
  });
  return {
    gate,
    unfinished,
    uploader: {
      ...uploader,
      upload: async (request, options) => {
        const result = await uploader.upload(request, options);
        milestones.reach('uploaded');
        return result;
      },
    },
    accountCalls: createAccountCalls({ http, clock, log }),
    temporaryFiles,
  };
}

/** The HTTP client takes longer to load than everything else together, and most windows never upload. */
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

/** What VS Code doesn't apply to an extension's requests by itself. */
function networkSettings(): NetworkSettings {
  const http = workspace.getConfiguration('http');
  const own = <T>(name: string): T | undefined => {
    const values = http.inspect<T>(name);
    // A workspace mustn't decide which certificates are trusted, or what is sent to a proxy.
    return values?.globalValue ?? values?.defaultValue;
  };
  return {
    strictSSL: own<boolean>('proxyStrictSSL') ?? true,
    systemCertificates: own<boolean>('systemCertificates') ?? true,
    proxyRules: JSON.stringify([http.get('proxy'), http.get('noProxy'), http.get('proxySupport')]),
    proxyAuthorization: own<string>('proxyAuthorization')?.trim(),
    extraCertificates: process.env.NODE_EXTRA_CA_CERTS,
  };
}
