import { Uri } from 'vscode';
import { openFolderAsZip, type ZipContents } from '../../core/archive/zipFolder.ts';
import type { HistoryStore } from '../../core/history/historyStore.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { Provider } from '../../core/providers/provider.ts';
import type { Cause } from '../../core/uploads/permission/decide.ts';
import type { FileToSend } from '../../core/uploads/permission/judgedSource.ts';
import { window } from '../display/window.ts';
import { isNearOrOpen } from '../services/nearFiles.ts';
import type { Services } from '../services/services.ts';
import { formatNumber } from '../text/figures.ts';
import { l10n } from '../text/l10n.ts';
import { formatNames, nameOf } from '../text/names.ts';
import { nameLength, type ShownText, shown } from '../text/shown.ts';
import { type ChosenFiles, causeOfRecord, fileToSend } from './filesToSend.ts';
import { isFolder } from './foldersToFiles.ts';

/** Providers that support the images of a folder as one ZIP, and have a connection. */
export function zipProviders({ connections }: Pick<Services, 'connections'>): readonly Provider[] {
  return connections.providers().filter((provider) => provider.limits.some(({ kind }) => kind === 'archive'));
}

/** The folders a command was called for: those clicked or selected in the Explorer; a dialog asks where there are none. */
export async function chooseFolders(clicked: unknown, selected: unknown): Promise<ChosenFiles> {
  const uris = [...(Array.isArray(selected) ? selected : []), clicked].filter((each) => each instanceof Uri);
  const distinct = [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
  const areFolders = await Promise.all(distinct.map(async (uri) => isNearOrOpen(uri) && isFolder(uri)));
  const folders = distinct.filter((_uri, index) => areFolders[index]);
  if (folders.length > 0) {
    return { uris: folders, cause: 'commandArguments' };
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

/** A folder to be sent as a ZIP, and what the ZIP holds once it has been opened. */
interface ZippedFolder extends FileToSend {
  contents(): ZipContents | undefined;
}

/** The images of a folder as one ZIP, which is written when it is opened for uploading. */
export function folderToSend(services: Services, { folder, cause, provider }: FolderForZip): FileToSend {
  let contents: ZipContents | undefined;
  const zipped: ZippedFolder = {
    ...fileToSend(folder, cause),
    name: `${nameOf(folder)}.zip`,
    archive: async (source, signal) => {
      const { limits } = provider;
      const { temporaryFiles } = await services.uploads();
      return openFolderAsZip(source, {
        uri: folder.toString(),
        mediaTypes: limits.find(({ kind }) => kind === 'image')?.mediaTypes ?? [],
        maxBytes: limits.find(({ kind }) => kind === 'archive')?.maxBytes,
        temporaryFiles,
        signal,
        onPlanned: (planned) => {
          contents = planned;
          if (planned.leftOut.length > 0) {
            services.log.warn(`Left out of the ZIP: ${planned.leftOut.join(', ')}`);
          }
        },
      });
    },
    contents: () => contents,
  };
  return zipped;
}

/** What the ZIP of a folder holds, in one or two sentences; none for a file. */
export function zipTexts(file: FileToSend): readonly ShownText[] {
  const contents = 'contents' in file ? (file as ZippedFolder).contents() : undefined;
  if (contents === undefined) {
    return [];
  }
  const { images, leftOut } = contents;
  const name = shown(file.name, nameLength);
  const files = formatNames(leftOut);
  return [
    images === 1 ? l10n.t('{0} holds 1 image.', name) : l10n.t('{0} holds {1} images.', name, formatNumber(images)),
    ...(leftOut.length === 0
      ? []
      : [leftOut.length === 1 ? l10n.t('{0} was left out.', files) : l10n.t('{0} were left out.', files)]),
  ];
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
