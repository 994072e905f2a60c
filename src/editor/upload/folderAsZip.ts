import { Uri } from 'vscode';
import { openFolderAsZip } from '../../core/archive/zipFolder.ts';
import type { Asset } from '../../core/asset/asset.ts';
import type { SourceFolder } from '../../core/asset/sourceFolder.ts';
import { CancelledError, UploadError } from '../../core/errors.ts';
import type { HistoryStore } from '../../core/history/historyStore.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { providers } from '../../core/providers/registry.ts';
import type { Cause } from '../../core/uploads/permission/decide.ts';
import type { FileToSend } from '../../core/uploads/permission/judgedSource.ts';
import { window } from '../display/window.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { shown } from '../text/shown.ts';
import { type ChosenFiles, causeOfRecord, fileToSend } from './filesToSend.ts';
import { isFolder } from './foldersToFiles.ts';

/** Providers that support the images of a folder as one ZIP. */
export function zipProviders(): readonly Provider[] {
  return providers.filter((provider) => provider.limits.some(({ kind }) => kind === 'archive'));
}

/** The folders a command was called for: those clicked or selected in the Explorer; a dialog asks where there are none. */
export async function chooseFolders(clicked: unknown, selected: unknown): Promise<ChosenFiles> {
  const uris = [...(Array.isArray(selected) ? selected : []), clicked].filter((each) => each instanceof Uri);
  const distinct = [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
  if (distinct.length > 0) {
    const areFolders = await Promise.all(distinct.map(isFolder));
    return { uris: distinct.filter((_uri, index) => areFolders[index]), cause: 'commandArguments' };
  }
  const picked = await window.showOpenDialog({
    title: l10n.t('Folder to Upload as ZIP'),
    openLabel: l10n.t('Upload'),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  return { uris: picked ?? [], cause: 'chosen' };
}

/** A folder whose images become one ZIP, and the provider that has to support them. */
export interface FolderForZip {
  readonly folder: Uri;
  readonly cause: Cause;
  readonly provider: Provider;
}

/** The images of a folder as one ZIP, which is written when it is opened for uploading. */
export function folderToSend(services: Services, { folder, cause, provider }: FolderForZip): FileToSend {
  const folderName = nameOf(folder);
  return {
    ...fileToSend(folder, cause),
    name: `${folderName}.zip`,
    archive: async (source, signal) => {
      try {
        return await openImagesAsZip(services, source, { provider, signal, uri: folder.toString() });
      } catch (error) {
        if (!UploadError.is(error, 'fileEmpty')) {
          throw error;
        }
        void window.showInformationMessage(
          l10n.t('There are no images in {0} that {1} supports.', shown(folderName), shown(provider.label)),
        );
        throw new CancelledError();
      }
    },
  };
}

async function openImagesAsZip(
  services: Services,
  folder: SourceFolder,
  {
    provider: { limits },
    signal,
    uri,
  }: { readonly provider: Provider; readonly signal: AbortSignal; readonly uri: string },
): Promise<Asset> {
  const { temporaryFiles } = await services.uploads();
  return openFolderAsZip(folder, {
    uri,
    mediaTypes: limits.find(({ kind }) => kind === 'image')?.mediaTypes ?? [],
    maxBytes: limits.find(({ kind }) => kind === 'archive')?.maxBytes,
    temporaryFiles,
    signal,
    onLeftOut: (names) =>
      services.log.warn(`Left out of the ZIP, because the provider doesn't support them: ${names.join(', ')}`),
  });
}

/**
 * What an earlier upload was made from. Only a record of an archive may be made of a folder again: where a recorded file
 * has become a folder since, nobody has agreed to what is in it.
 */
export function recordToSend(
  services: Services,
  record: UploadRecord,
  { history, provider }: { readonly history: HistoryStore; readonly provider: Provider },
): FileToSend {
  const uri = Uri.parse(record.fileUri);
  const cause = causeOfRecord(history, record);
  const { contentHash, kind } = record;
  const file = kind === 'archive' ? folderToSend(services, { folder: uri, cause, provider }) : fileToSend(uri, cause);
  return { ...file, name: nameOf(uri), sent: { contentHash, kind } };
}
