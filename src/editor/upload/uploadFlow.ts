import { commands, type Uri, workspace } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { Provider } from '../../core/providers/provider.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { providerById } from '../../core/providers/registry.ts';
import { type Account, accountLabel } from '../../core/uploads/accounts/account.ts';
import type { Connection } from '../../core/uploads/accounts/connection.ts';
import { uploadAll } from '../../core/uploads/batch.ts';
import type { FileToSend } from '../../core/uploads/permission/judgedSource.ts';
import { acceptedExtensions } from '../../core/uploads/plan/limits.ts';
import { commandId } from '../ids/commandIds.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { type ShownText, shown } from '../text/shown.ts';
import { showFailure } from './failureMessage.ts';
import { admitFiles, type ChosenFiles, fileToSend } from './filesToSend.ts';
import { chooseFolders, folderToSend, zipProviders } from './folderAsZip.ts';
import { expandFolders } from './foldersToFiles.ts';
import { chooseProvider, chooseProviderFor } from './providerChoice.ts';
import { type FilesOutcome, reportUploads } from './reportUploads.ts';
import { chooseTargets } from './targets.ts';
import type { UnfinishedUpload } from './unfinished/notedUpload.ts';
import { unfinishedToSend } from './unfinished/unfinishedToSend.ts';
import { accountFor, sameTarget, type UploadTarget } from './uploadTarget.ts';
import { withUploadProgress } from './withUploadProgress.ts';

/** From a gesture to references on the clipboard. */
export interface UploadFlow {
  /** What the upload commands do; asks for the provider where none is given. */
  fromCommand(providerId: ProviderId | undefined, clicked: unknown, selected: unknown): Promise<void>;
  /** Uploads files that were dropped on a view; asks for the provider. */
  dropped(uris: readonly Uri[]): Promise<void>;
  /** Sends the images of each folder as one ZIP, to a provider that supports that. */
  folderAsZip(clicked: unknown, selected: unknown): Promise<void>;
  /** Retries uploads that failed or were interrupted. */
  retry(uploads: readonly UnfinishedUpload[]): Promise<void>;
}

/** How files are sent. */
interface Sending {
  /** Whether an earlier upload of the same content may be used instead. */
  readonly reuse: boolean;
  /** The outcome that these files, which are retried, are part of. */
  readonly before?: FilesOutcome;
}

export function createUploadFlow(services: Services, reveal: (record: UploadRecord) => Promise<void>): UploadFlow {
  async function fromCommand(providerId: ProviderId | undefined, clicked: unknown, selected: unknown): Promise<void> {
    const { connections } = services;
    if (providerId && !connections.has(providerId)) {
      await commands.executeCommand(commandId('addConnection'), providerId);
      if (!connections.has(providerId)) {
        return;
      }
    }
    const candidates = providerId ? [providerById(providerId)] : connections.providers();
    await uploadChosen(providerId, await chooseTargets(services, { clicked, selected }, candidates));
  }

  async function uploadChosen(providerId: ProviderId | undefined, targets: ChosenFiles): Promise<void> {
    if (targets.uris.length === 0) {
      return;
    }
    const provider = providerId
      ? providerById(providerId)
      : await chooseProviderFor(services, questionAbout(targets.uris), targets.uris);
    if (provider) {
      await uploadTargets(provider, targets);
    }
  }

  async function uploadTargets(provider: Provider, { uris, cause }: ChosenFiles): Promise<void> {
    try {
      const label = services.connections.labelInUse(provider);
      const files = await expandFolders({ uris, cause }, label, acceptedExtensions(provider));
      await uploadFiles({ provider }, files?.map((uri) => fileToSend(uri, cause)) ?? [], {
        reuse: services.settings.reuseUploads,
      });
    } catch (error) {
      if (!CancelledError.is(error)) {
        await showFailure(services, error, { retry: () => uploadTargets(provider, { uris, cause }) });
      }
    }
  }

  async function uploadFiles(
    target: UploadTarget,
    files: readonly FileToSend[],
    { reuse, before }: Sending,
  ): Promise<void> {
    let next = target;
    try {
      const account = files.length > 0 && (await accountFor(services, target));
      if (!account) {
        return;
      }
      next = sameTarget(account);
      const attempt = await send(account, files, reuse);
      const outcome = before ? before.after(attempt) : attempt;
      const tryAgain = (again: readonly FileToSend[]) => uploadFiles(next, again, { reuse, before: outcome });
      const sendTo = (storage: Connection, refused: readonly FileToSend[]) =>
        uploadFiles(sameTarget({ provider: storage.provider, connection: storage }), refused, { reuse });
      await reportUploads(services, { account, outcome, tryAgain, sendTo, reveal });
    } catch (error) {
      if (!CancelledError.is(error)) {
        await showFailure(services, error, { retry: () => uploadFiles(next, files, { reuse, before }) });
      }
    }
  }

  async function folderAsZip(clicked: unknown, selected: unknown): Promise<void> {
    const { uris: folders, cause } = await chooseFolders(clicked, selected);
    const candidates = zipProviders(services);
    const provider =
      candidates.length > 1 && folders.length > 0
        ? await chooseProvider(services, questionAbout(folders), candidates)
        : candidates[0];
    if (provider) {
      const files = folders.map((folder) => folderToSend(services, { folder, cause, provider }));
      await uploadFiles({ provider }, files, { reuse: services.settings.reuseUploads });
    }
  }

  async function send(account: Account, files: readonly FileToSend[], reuse: boolean): Promise<FilesOutcome> {
    const { uploader } = await services.uploads();
    const sources = await admitFiles(services, files, { account, signal: new AbortController().signal });
    const requests = sources.map((source) => ({ source, account, reuse, workspaceUri: workspaceOf(source.uri) }));
    const outcome = await withUploadProgress(progressTitle(files, account), requests.length, (reporter, signal) =>
      uploadAll(uploader, requests, {
        signal,
        onProgress: (progress, index) => reporter.report(index, progress),
        onItem: (_ended, index) => reporter.finish(index),
      }),
    );
    return outcome.of(files);
  }

  return {
    fromCommand,
    folderAsZip,
    dropped: (uris) => uploadChosen(undefined, { uris, cause: 'chosen' }),
    retry: async (uploads) => {
      const ofConnections = Map.groupBy(uploads, ({ provider, connection }) =>
        JSON.stringify([provider, connection?.id]),
      );
      await Promise.all(
        [...ofConnections.values()].map(async (those) => {
          const [first] = those;
          if (first !== undefined) {
            const { provider, connection } = first;
            const files = those.map((upload) => unfinishedToSend(services, upload));
            const { reuseUploads: reuse } = services.settings;
            await uploadFiles({ provider: providerById(provider), connection }, files, { reuse });
          }
        }),
      );
    },
  };
}

function progressTitle(files: readonly FileToSend[], account: Account): ShownText {
  const [first] = files;
  const label = shown(accountLabel(account));
  return files.length === 1 && first
    ? l10n.t('Uploading {0} to {1}', shown(first.name), label)
    : l10n.t('Uploading {0} files to {1}', files.length, label);
}

/** Title of the question for the provider. */
function questionAbout(targets: readonly Uri[]): ShownText {
  const [first] = targets;
  return targets.length === 1 && first
    ? l10n.t('Upload {0}', shown(nameOf(first)))
    : l10n.t('Upload {0} Files', targets.length);
}

function workspaceOf(uri: string): string | undefined {
  return workspace.workspaceFolders
    ?.map((folder) => folder.uri.toString())
    .find((folder) => uri.startsWith(`${folder}/`));
}
