import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Uri } from 'vscode';
import { kindOf } from '../../core/asset/mediaTypes.ts';
import { providerById } from '../../core/providers/registry.ts';
import { mediaTypesOf } from '../../core/uploads/plan/limits.ts';
import { planSwap } from '../../core/workflow/edit/swap.ts';
import { chooseMedia } from '../choosing/chooseMedia.ts';
import { announce } from '../display/announce.ts';
import { window } from '../display/window.ts';
import { subjectOf } from '../documents/commandDocument.ts';
import { pathContextOf, pathInDocument } from '../documents/documentPaths.ts';
import { fittingProviders, usableFits } from '../documents/fittingReference.ts';
import type { InputRequest } from '../documents/inputAt.ts';
import type { WorkflowDocuments } from '../documents/workflowDocuments.ts';
import type { Services } from '../services/services.ts';
import { applyPlan } from '../swap/applySwap.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { nameLength, shown } from '../text/shown.ts';

/** Asks for the file that a string should have named, and writes its path into the document. */
export async function pickFile(services: Services, documents: WorkflowDocuments, argument: unknown): Promise<void> {
  const request = argument as InputRequest;
  const { document, found } = await subjectOf(documents, request);
  const { documentFolder } = await pathContextOf(document.uri, services);
  if (!found || documentFolder === undefined) {
    return;
  }
  const takers = fittingProviders(usableFits(services.connections, found.input.fits));
  const types = mediaTypesOf(takers.map((id) => providerById(id)));
  const { kind } = found.input;
  const { uris } = await chooseMedia(services, {
    title: l10n.t('File for {0}', shown(request.value, nameLength)),
    action: l10n.t('Use This File'),
    canSelectMany: false,
    mediaTypes: types.filter((type) => kind === undefined || kindOf(type) === kind),
    startIn: Uri.file(await nearestFolder(documentFolder, request.value)),
  });
  const [file] = uris;
  if (!file) {
    return;
  }
  const newValue = pathInDocument(file, { documentFolder });
  const plan = planSwap(document.getText(), [{ input: found.input, newValue }]);
  if (plan.skipped.length > 0) {
    void window.showWarningMessage(l10n.t('This string has been changed, so it was left alone.'));
  } else if (await applyPlan(document, plan)) {
    announce(l10n.t('The path of {0} was inserted.', shown(nameOf(file), nameLength)));
  } else {
    void window.showWarningMessage(l10n.t("{0} can't be edited.", shown(nameOf(document.uri))));
  }
}

/** The folder the missing file should be in, or the nearest one that exists: a renamed file is mostly where it was. */
async function nearestFolder(documentFolder: string, value: string): Promise<string> {
  const path = value.replaceAll('\\', '/');
  if (/^(?:\/|~|[a-z][a-z0-9+.-]*:)/i.test(path)) {
    return documentFolder;
  }
  for (let folder = dirname(join(documentFolder, path)); folder !== dirname(folder); folder = dirname(folder)) {
    const exists = await access(folder).then(
      () => true,
      () => false,
    );
    if (exists) {
      return folder;
    }
  }
  return documentFolder;
}
