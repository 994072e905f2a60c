import { env, l10n, type Uri, window, workspace } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import type { UploadRecord } from '../../core/history/record.ts';
import type { Provider } from '../../core/providers/provider.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { providerById, providers } from '../../core/providers/registry.ts';
import type { Account } from '../../core/uploads/account.ts';
import type { BatchItem } from '../../core/uploads/batch.ts';
import { uploadAll } from '../../core/uploads/batch.ts';
import { acceptedExtensions } from '../../core/uploads/limits.ts';
import type { UploadResult } from '../../core/uploads/uploader.ts';
import type { UploadSource } from '../../core/uploads/uploadRequest.ts';
import type { Services } from '../services.ts';
import { warningText } from '../text/uploadText.ts';
import { showFailure } from './failureMessage.ts';
import { showFailures } from './failuresMessage.ts';
import { chooseFolders, sourceAgain, zipProviders, zipSourceOf } from './folderAsZip.ts';
import { chooseProvider } from './providerChoice.ts';
import { chooseTargets } from './targets.ts';
import { expandFolders, sourceOf } from './uploadSources.ts';
import { withUploadProgress } from './withUploadProgress.ts';

/** From a gesture to references on the clipboard. */
export interface UploadFlow {
  /** What the upload commands do; `providerId` is asked for where it is not given. */
  fromCommand(providerId: ProviderId | undefined, clicked: unknown, selected: unknown): Promise<void>;
  /** Sends the images of each folder as one ZIP, to a provider that takes such. */
  folderAsZip(clicked: unknown, selected: unknown): Promise<void>;
  /** Uploads these files again, even where a living reference is known. */
  again(providerId: ProviderId, uris: readonly Uri[]): Promise<void>;
}

export function createUploadFlow(services: Services, reveal: (record: UploadRecord) => Promise<void>): UploadFlow {
  async function fromCommand(providerId: ProviderId | undefined, clicked: unknown, selected: unknown): Promise<void> {
    const candidates = providerId ? [providerById(providerId)] : providers;
    const accepted = [...new Set(candidates.flatMap((provider) => acceptedExtensions(provider)))];
    const targets = await chooseTargets(clicked, selected, accepted);
    if (targets.length === 0) {
      return;
    }
    const provider = providerId
      ? providerById(providerId)
      : await chooseProvider(services, l10n.t('Upload {0}', describe(targets)), candidates);
    if (provider) {
      await upload(provider, targets, services.settings.reuseUploads);
    }
  }

  async function upload(provider: Provider, targets: readonly Uri[], reuse: boolean): Promise<void> {
    try {
      const files = await expandFolders(targets, provider, acceptedExtensions(provider));
      await uploadSources(provider, files?.map((uri) => sourceOf(uri)) ?? [], reuse);
    } catch (error) {
      if (!CancelledError.is(error)) {
        await showFailure(services, error, () => upload(provider, targets, reuse));
      }
    }
  }

  async function uploadSources(provider: Provider, sources: readonly UploadSource[], reuse: boolean): Promise<void> {
    try {
      const account = sources.length > 0 && (await services.accounts.currentOrAsk(provider.id));
      if (account) {
        await send(account, sources, reuse);
      }
    } catch (error) {
      if (!CancelledError.is(error)) {
        await showFailure(services, error, () => uploadSources(provider, sources, reuse));
      }
    }
  }

  async function folderAsZip(clicked: unknown, selected: unknown): Promise<void> {
    const folders = await chooseFolders(clicked, selected);
    const providers = zipProviders();
    const provider =
      providers.length > 1 && folders.length > 0
        ? await chooseProvider(services, l10n.t('Upload {0}', describe(folders)), providers)
        : providers[0];
    if (provider) {
      const sources = folders.map((folder) => zipSourceOf(services, folder, provider));
      await uploadSources(provider, sources, services.settings.reuseUploads);
    }
  }

  async function send(account: Account, sources: readonly UploadSource[], reuse: boolean): Promise<void> {
    const { uploader } = await services.uploads();
    const results = await withUploadProgress(
      progressTitle(sources, account.provider),
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
    await report(account, results, reuse);
  }

  async function report(account: Account, items: readonly BatchItem[], reuse: boolean): Promise<void> {
    const done = items.flatMap((item) => (item.status === 'done' ? [item.result] : []));
    const failed = items.flatMap((item) =>
      item.status === 'failed' ? [{ source: item.request.source, error: item.error }] : [],
    );
    if (done.length > 0) {
      await env.clipboard.writeText(done.map(({ record }) => record.reference.value).join('\n'));
    }
    if (failed.length > 0) {
      await showFailures(services, account.provider, done.length, failed, async () => {
        // The key may be what was wrong: read the account anew.
        const fresh = await services.accounts.currentOrAsk(account.provider.id);
        if (fresh) {
          await send(
            fresh,
            failed.map(({ source }) => source),
            reuse,
          );
        }
      });
    } else if (done.length > 0) {
      await showSuccess(account.provider, done);
    }
  }

  async function showSuccess(provider: Provider, results: readonly UploadResult[]): Promise<void> {
    const copyAgain = l10n.t('Copy Again');
    const show = l10n.t('Show in Uploads');
    const references = results.map((result) => result.record.reference.value).join('\n');
    const warnings = new Set(
      results.flatMap((result) => result.warnings).map((warning) => warningText(warning, provider)),
    );
    const message = [successText(provider, results), ...warnings].join(' ');
    const chosen = await (warnings.size > 0 ? window.showWarningMessage : window.showInformationMessage)(
      message,
      copyAgain,
      show,
    );
    const newest = results.at(-1)?.record;
    if (chosen === copyAgain) {
      await env.clipboard.writeText(references);
    } else if (chosen === show && newest) {
      await reveal(newest);
    }
  }

  return {
    fromCommand,
    folderAsZip,
    again: async (providerId, uris) => {
      const provider = providerById(providerId);
      const sources = uris.map((uri) => sourceAgain(services, uri, provider));
      await uploadSources(provider, sources, false);
    },
  };
}

function successText(provider: Provider, results: readonly UploadResult[]): string {
  const [first] = results;
  if (results.length === 1 && first) {
    return first.reused
      ? l10n.t(
          '{0} is already at {1}; its reference was copied. Nothing was sent.',
          first.record.fileName,
          provider.label,
        )
      : l10n.t('{0} was uploaded to {1}; its reference was copied.', first.record.fileName, provider.label);
  }
  const reused = results.filter((result) => result.reused).length;
  return reused === 0
    ? l10n.t(
        '{0} files were uploaded to {1}; their references were copied, one per line.',
        results.length,
        provider.label,
      )
    : l10n.t(
        '{0} files are at {1} ({2} of them were there already); their references were copied, one per line.',
        results.length,
        provider.label,
        reused,
      );
}

function progressTitle(sources: readonly UploadSource[], provider: Provider): string {
  const [first] = sources;
  return sources.length === 1 && first
    ? l10n.t('Uploading {0} to {1}', first.name, provider.label)
    : l10n.t('Uploading {0} files to {1}', sources.length, provider.label);
}

function describe(targets: readonly Uri[]): string {
  const [first] = targets;
  return targets.length === 1 && first
    ? first.path.slice(first.path.lastIndexOf('/') + 1)
    : l10n.t('{0} files', targets.length);
}

function workspaceOf(uri: string): string | undefined {
  return workspace.workspaceFolders
    ?.map((folder) => folder.uri.toString())
    .find((folder) => uri.startsWith(`${folder}/`));
}
