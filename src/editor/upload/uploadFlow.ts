import { env, type Uri, workspace } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { Provider } from '../../core/providers/provider.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { providerById, providers } from '../../core/providers/registry.ts';
import type { Account } from '../../core/uploads/accounts/account.ts';
import { type BatchItem, uploadAll } from '../../core/uploads/batch.ts';
import type { FileToSend } from '../../core/uploads/permission/judgedSource.ts';
import { acceptedExtensions } from '../../core/uploads/plan/limits.ts';
import { window } from '../display/window.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { joined, type ShownText, shown } from '../text/shown.ts';
import { type FinishedUpload, successText, warningText } from '../text/uploadText.ts';
import { showFailure, showFailures } from './failureMessage.ts';
import { admitFiles, type ChosenFiles, fileToSend } from './filesToSend.ts';
import { chooseFolders, folderToSend, recordToSend, zipProviders } from './folderAsZip.ts';
import { expandFolders } from './foldersToFiles.ts';
import { chooseProvider } from './providerChoice.ts';
import { chooseTargets } from './targets.ts';
import type { UnfinishedUpload } from './unfinished/notedUpload.ts';
import { unfinishedToSend } from './unfinished/unfinishedToSend.ts';
import { withUploadProgress } from './withUploadProgress.ts';

/** From a gesture to references on the clipboard. */
export interface UploadFlow {
  /** What the upload commands do; asks for the provider where none is given. */
  fromCommand(providerId: ProviderId | undefined, clicked: unknown, selected: unknown): Promise<void>;
  /** Uploads files that were dropped on a view; asks for the provider. */
  dropped(uris: readonly Uri[]): Promise<void>;
  /** Sends the images of each folder as one ZIP, to a provider that supports that. */
  folderAsZip(clicked: unknown, selected: unknown): Promise<void>;
  /** Uploads the files of these records again, even where they have a reference that still works. */
  again(providerId: ProviderId, records: readonly UploadRecord[]): Promise<void>;
  /** Tries again what failed or was interrupted. */
  retry(uploads: readonly UnfinishedUpload[]): Promise<void>;
}

export function createUploadFlow(services: Services, reveal: (record: UploadRecord) => Promise<void>): UploadFlow {
  async function fromCommand(providerId: ProviderId | undefined, clicked: unknown, selected: unknown): Promise<void> {
    const candidates = providerId ? [providerById(providerId)] : providers;
    const accepted = [...new Set(candidates.flatMap((provider) => acceptedExtensions(provider)))];
    await uploadChosen(providerId, await chooseTargets(clicked, selected, accepted));
  }

  async function uploadChosen(providerId: ProviderId | undefined, targets: ChosenFiles): Promise<void> {
    if (targets.uris.length === 0) {
      return;
    }
    const provider = providerId
      ? providerById(providerId)
      : await chooseProvider(services, questionAbout(targets.uris), providers);
    if (provider) {
      await uploadTargets(provider, targets);
    }
  }

  async function uploadTargets(provider: Provider, { uris, cause }: ChosenFiles): Promise<void> {
    try {
      const files = await expandFolders(uris, provider, acceptedExtensions(provider));
      await uploadFiles(provider, files?.map((uri) => fileToSend(uri, cause)) ?? [], services.settings.reuseUploads);
    } catch (error) {
      if (!CancelledError.is(error)) {
        await showFailure(services, error, () => uploadTargets(provider, { uris, cause }));
      }
    }
  }

  async function uploadFiles(provider: Provider, files: readonly FileToSend[], reuse: boolean): Promise<void> {
    try {
      const account = files.length > 0 && (await services.accounts.currentOrAsk(provider.id));
      if (account) {
        await send(account, files, reuse);
      }
    } catch (error) {
      if (!CancelledError.is(error)) {
        await showFailure(services, error, () => uploadFiles(provider, files, reuse));
      }
    }
  }

  async function folderAsZip(clicked: unknown, selected: unknown): Promise<void> {
    const { uris: folders, cause } = await chooseFolders(clicked, selected);
    const candidates = zipProviders();
    const provider =
      candidates.length > 1 && folders.length > 0
        ? await chooseProvider(services, questionAbout(folders), candidates)
        : candidates[0];
    if (provider) {
      const files = folders.map((folder) => folderToSend(services, { folder, cause, provider }));
      await uploadFiles(provider, files, services.settings.reuseUploads);
    }
  }

  async function send(account: Account, files: readonly FileToSend[], reuse: boolean): Promise<void> {
    const { uploader } = await services.uploads();
    const sources = await admitFiles(services, files, { account, signal: new AbortController().signal });
    const results = await withUploadProgress(
      progressTitle(files, account.provider),
      sources.length,
      (reporter, signal) =>
        uploadAll(
          uploader,
          sources.map((source) => ({ source, account, reuse, workspaceUri: workspaceOf(source.uri) })),
          {
            signal,
            onProgress: (progress, index) => reporter.report(index, progress),
            onItem: (_item, index) => reporter.finish(index),
          },
        ),
    );
    await report(account.provider, results, { files, reuse });
  }

  async function report(
    provider: Provider,
    items: readonly BatchItem[],
    { files, reuse }: { readonly files: readonly FileToSend[]; readonly reuse: boolean },
  ): Promise<void> {
    const finished = items.flatMap((item) =>
      item.status === 'done' ? [{ name: item.request.source.name, result: item.result }] : [],
    );
    const failed = items.flatMap((item, index) => {
      const file = files[index];
      return item.status === 'failed' && file ? [{ file, error: item.error }] : [];
    });
    if (finished.length > 0) {
      await env.clipboard.writeText(referencesIn(finished));
    }
    if (failed.length > 0) {
      const retry = async (): Promise<void> => {
        // The key may be what was wrong: read the account anew.
        const account = await services.accounts.currentOrAsk(provider.id);
        const again = failed.map(({ file }) => file);
        await (account && send(account, again, reuse));
      };
      await showFailures(services, { provider, succeeded: finished.length, failed, retry });
    } else if (finished.length > 0) {
      await showSuccess(provider, finished);
    }
  }

  async function showSuccess(provider: Provider, finished: readonly FinishedUpload[]): Promise<void> {
    const copyAgain = l10n.t('Copy Again');
    const show = l10n.t('Show in Uploads');
    const warnings = new Set(
      finished.flatMap(({ result }) => result.warnings).map((warning) => warningText(warning, provider)),
    );
    const chosen = await (warnings.size > 0 ? window.showWarningMessage : window.showInformationMessage)(
      joined([successText(provider, finished), ...warnings], ' '),
      copyAgain,
      show,
    );
    const newest = finished.at(-1)?.result.record;
    if (chosen === copyAgain) {
      await env.clipboard.writeText(referencesIn(finished));
    } else if (chosen === show && newest) {
      await reveal(newest);
    }
  }

  return {
    fromCommand,
    folderAsZip,
    dropped: (uris) => uploadChosen(undefined, { uris, cause: 'chosen' }),
    again: async (providerId, records) => {
      const provider = providerById(providerId);
      const history = await services.history();
      const files = records.map((record) => recordToSend(services, record, { history, provider }));
      await uploadFiles(provider, files, false);
    },
    retry: async (uploads) => {
      const ofProviders = Map.groupBy(uploads, ({ provider }) => provider);
      await Promise.all(
        [...ofProviders].map(([id, ofProvider]) =>
          uploadFiles(
            providerById(id),
            ofProvider.map((upload) => unfinishedToSend(services, upload)),
            services.settings.reuseUploads,
          ),
        ),
      );
    },
  };
}

/** One reference per line. */
function referencesIn(finished: readonly FinishedUpload[]): string {
  return finished.map(({ result }) => result.record.reference.value).join('\n');
}

function progressTitle(files: readonly FileToSend[], provider: Provider): ShownText {
  const [first] = files;
  return files.length === 1 && first
    ? l10n.t('Uploading {0} to {1}', shown(first.name), shown(provider.label))
    : l10n.t('Uploading {0} files to {1}', files.length, shown(provider.label));
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
