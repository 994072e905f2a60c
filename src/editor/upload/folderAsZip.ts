import { l10n, Uri, window } from 'vscode';
import { openFolderAsZip } from '../../core/archive/zipFolder.ts';
import type { Asset } from '../../core/asset/asset.ts';
import { CancelledError, UploadError } from '../../core/errors.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { providers } from '../../core/providers/registry.ts';
import type { UploadSource } from '../../core/uploads/uploadRequest.ts';
import type { Services } from '../services.ts';
import { nameOf } from '../text/names.ts';
import { isFolder, sourceOf } from './uploadSources.ts';

/** Providers that support the images of a folder as one ZIP. */
export function zipProviders(): readonly Provider[] {
  return providers.filter((provider) => provider.limits.some(({ kind }) => kind === 'archive'));
}

/** The folders a command was called for: those clicked or selected in the Explorer; a dialog asks where there are none. */
export async function chooseFolders(clicked: unknown, selected: unknown): Promise<readonly Uri[]> {
  const uris = [...(Array.isArray(selected) ? selected : []), clicked].filter((each) => each instanceof Uri);
  const distinct = [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
  if (distinct.length > 0) {
    const areFolders = await Promise.all(distinct.map(isFolder));
    return distinct.filter((_uri, index) => areFolders[index]);
  }
  const picked = await window.showOpenDialog({
    title: l10n.t('Folder to Upload as ZIP'),
    openLabel: l10n.t('Upload'),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  return picked ?? [];
}

/** The images of a folder as one ZIP, which is written when it is opened for uploading. */
export function zipSourceOf(services: Services, folder: Uri, provider: Provider): UploadSource {
  const folderName = nameOf(folder);
  return {
    uri: folder.toString(),
    name: `${folderName}.zip`,
    open: async (signal) => {
      if (folder.scheme !== 'file') {
        throw new UploadError('notAFile', "A folder of a virtual file system can't be sent as a ZIP", {
          fileName: folderName,
        });
      }
      try {
        return await openImagesAsZip(services, folder, { provider, signal });
      } catch (error) {
        if (!UploadError.is(error, 'fileEmpty')) {
          throw error;
        }
        void window.showInformationMessage(
          l10n.t('There are no images in {0} that {1} supports.', folderName, provider.label),
        );
        throw new CancelledError();
      }
    },
  };
}

async function openImagesAsZip(
  services: Services,
  folder: Uri,
  { provider: { limits }, signal }: { readonly provider: Provider; readonly signal: AbortSignal },
): Promise<Asset> {
  const { temporaryFiles } = await services.uploads();
  return openFolderAsZip(folder.fsPath, {
    uri: folder.toString(),
    mediaTypes: limits.find(({ kind }) => kind === 'image')?.mediaTypes ?? [],
    maxBytes: limits.find(({ kind }) => kind === 'archive')?.maxBytes,
    temporaryFiles,
    signal,
    onLeftOut: (names) =>
      services.log.warn(`Left out of the ZIP, because the provider doesn't support them: ${names.join(', ')}`),
  });
}

/** What an earlier upload was made from: a file, or the images of a folder, which are always uploaded as a ZIP. */
export function sourceAgain(services: Services, uri: Uri, provider: Provider): UploadSource {
  const file = sourceOf(uri);
  return {
    ...file,
    open: async (signal) => ((await isFolder(uri)) ? zipSourceOf(services, uri, provider) : file).open(signal),
  };
}
