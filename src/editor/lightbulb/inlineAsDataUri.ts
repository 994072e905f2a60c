import { Uri } from 'vscode';
import type { Asset } from '../../core/asset/asset.ts';
import { dataUriLength, dataUriOf, maxDataUriBytes } from '../../core/asset/dataUri.ts';
import { UploadError } from '../../core/errors.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { providerById } from '../../core/providers/registry.ts';
import { preflight } from '../../core/uploads/plan/limits.ts';
import { cancellable } from '../cancellable.ts';
import { subjectOf } from '../documents/commandDocument.ts';
import type { InputRequest } from '../documents/inputAt.ts';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { shown } from '../text/shown.ts';
import { admitFile, fileToSend } from '../upload/filesToSend.ts';
import { canInline } from './otherForms.ts';
import { replaceOrWarn, warnOfChange } from './replaceOrWarn.ts';

/**
 * Replaces a path by the file itself. Anyone who gets the document gets the file, and the provider gets it with every request,
 * so it passes the same gate as an upload to that provider.
 */
export async function inlineAsDataUri(
  services: Services,
  documents: WorkflowDocuments,
  argument: unknown,
): Promise<void> {
  const { document, analysis, found } = await subjectOf(documents, argument as InputRequest);
  const { preferredProvider } = analysis.scan;
  const provider = preferredProvider && providerById(preferredProvider);
  if (!provider || found?.target.type !== 'file' || !canInline(found, provider)) {
    warnOfChange();
    return;
  }
  const { settings, accounts, connections } = services;
  const connection = connections.current(provider.id);
  const endpoint = accounts.endpoint(connection);
  // No request is made, so no key is needed.
  const account = { provider, connection, endpoint, key: '', options: settings.providerOptions(provider) };
  const { signal: never } = new AbortController();
  const file = fileToSend(Uri.file(found.target.resolved.file), 'document');
  const source = await admitFile(services, file, { account, signal: never });
  const title = l10n.t('Reading {0}', shown(source.name));
  const newValue = await cancellable({
    title,
    run: async (signal) => {
      const asset = await source.open(signal);
      try {
        preflight(asset, account);
        assertFits(asset, provider);
        return await dataUriOf(asset);
      } finally {
        await asset.close();
      }
    },
  });
  await replaceOrWarn(services, document, { input: found.input, newValue });
}

/** The file may have grown since it was offered, or contain something else than its name says. */
function assertFits(asset: Asset, provider: Provider): void {
  const { kind, mediaType, name: fileName, size } = asset;
  const maxLength = provider.dataUriLimits?.[kind];
  if (maxLength === undefined) {
    throw new UploadError('typeUnsupported', `${provider.label} takes no data URI of this kind`, {
      mediaType,
      fileName,
    });
  }
  if (dataUriLength(asset) > maxLength) {
    const limit = maxDataUriBytes(maxLength, mediaType);
    throw new UploadError('fileTooLarge', 'The data URI would be too long', {
      provider: provider.id,
      fileName,
      size,
      limit,
    });
  }
}
