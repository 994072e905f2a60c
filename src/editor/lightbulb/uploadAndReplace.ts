import { basename } from 'node:path';
import { env, Position, type TextDocument, Uri, workspace } from 'vscode';
import { UploadError } from '../../core/errors.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import type { Provider } from '../../core/providers/provider.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { providerById } from '../../core/providers/registry.ts';
import type { Cause } from '../../core/uploads/permission/decide.ts';
import { replacementBy } from '../../core/workflow/edit/replacementBy.ts';
import type { DialectId, FittingReference, MediaInput } from '../../core/workflow/mediaInput.ts';
import { resolvePath } from '../../core/workflow/paths/resolvePath.ts';
import { inputAround } from '../../core/workflow/scan/inputAround.ts';
import { scanWorkflowInSlices } from '../../core/workflow/scan/scanWorkflow.ts';
import { cancellable } from '../cancellable.ts';
import { announce } from '../display/announce.ts';
import { window } from '../display/window.ts';
import { pathContextOf } from '../documents/documentPaths.ts';
import { fittingReference, providersTaking, usableFits } from '../documents/fittingReference.ts';
import { followPlaces } from '../documents/following/followPlaces.ts';
import { chooseStorage } from '../overflow/linkStorages.ts';
import { storagesForFile } from '../overflow/useLink.ts';
import type { Services } from '../services/services.ts';
import { applySwap } from '../swap/applySwap.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { nameLength, type ShownText, shown } from '../text/shown.ts';
import { chooseProvider } from '../upload/providerChoice.ts';
import { uploadOne } from '../upload/uploadOne.ts';
import { sameTarget, type UploadTarget } from '../upload/uploadTarget.ts';

/** What a code action asks for. Plain data: VS Code may pass it through JSON. */
export interface ReplaceRequest {
  readonly document: string;
  /** A position inside the string. Not an offset: computing that for a lightbulb would take a pass over all lines. */
  readonly line: number;
  readonly character: number;
  /** The path as written in the document. */
  readonly value: string;
  /** `undefined`: ask. */
  readonly provider: ProviderId | undefined;
  /** Send the file, which the provider refuses, to a storage and use its link. */
  readonly useLink?: boolean;
  /** Use this upload instead of sending the file. */
  readonly recordId?: string;
}

/** A string of a document that names a file on this disk. */
export interface NamedFile {
  /** The request without its provider. */
  readonly replacement: Omit<ReplaceRequest, 'provider'>;
  /** The file as found, an absolute path. */
  readonly file: string;
  readonly fits: readonly FittingReference[];
  /** Of the document. In other JSON any provider may be meant, so the person is asked. */
  readonly dialect: DialectId | undefined;
}

/** The command behind the lightbulb: uploads one file and replaces the string that names it. Its arguments may be forged. */
export function replaceString(services: Services, request: ReplaceRequest): Promise<void> {
  return replaceNamedFile(services, request, 'document');
}

/** The same where it is known why the document names the file. Never behind a command, whose arguments could claim anything. */
export async function replaceNamedFile(services: Services, request: ReplaceRequest, cause: Cause): Promise<void> {
  const document = await workspace.openTextDocument(Uri.parse(request.document));
  const start = document.offsetAt(new Position(request.line, request.character));
  const followed = followPlaces(document, [start]);
  try {
    await replaceIn({ document, request, cause, offset: () => followed.now(start) }, services);
  } finally {
    followed.dispose();
  }
}

/** The string to be replaced. */
interface Target {
  readonly document: TextDocument;
  readonly request: ReplaceRequest;
  /** Why the file would be sent. */
  readonly cause: Cause;
  /** Where the string is now; `undefined` once the text around it was replaced. */
  offset(): number | undefined;
}

async function replaceIn(target: Target, services: Services): Promise<void> {
  const { document, offset } = target;
  const { version } = document;
  const input = await findInput(target);
  if (!input) {
    void window.showWarningMessage(
      l10n.t("This string has been changed, or isn't an input of the workflow. Nothing was uploaded."),
    );
    return;
  }
  const record = await recordFor(services, target, input);
  if (!record) {
    return;
  }
  const reference = fittingReference(record, input.fits) ?? record.reference;
  (await services.history()).markUsed(record.id, Date.now());
  const canFollow = offset() !== undefined && !document.isClosed;
  // Where the text around it was replaced as a whole, its path in the JSON is all there is to go by.
  const found = canFollow && document.version !== version ? await findInput(target) : input;
  const replacements = found ? [replacementBy(found, reference)] : [];
  const { replaced, refused } = await applySwap(services, new Map([[document.uri.toString(), replacements]]));
  if (replaced === 0 && refused.length === 0) {
    await keepOnClipboard(
      reference.value,
      l10n.t('The string was changed during the upload, so it was left alone. The reference was copied.'),
    );
  } else if (refused.length > 0) {
    await keepOnClipboard(
      reference.value,
      l10n.t("{0} can't be edited. The reference was copied.", shown(nameOf(document.uri))),
    );
  } else {
    const { label } = await services.recordConnections.of(record);
    announce(l10n.t('Replaced {0} with a {1} reference.', shown(basename(target.request.value), nameLength), label));
  }
}

/** The input that the string is part of; where the dialect knows none, the string by itself. @throws CancelledError */
async function findInput({ document, request, offset: offsetNow }: Target): Promise<MediaInput | undefined> {
  const offset = offsetNow();
  if (offset === undefined) {
    return undefined;
  }
  const text = document.getText();
  const title = l10n.t('Reading {0}', shown(nameOf(document.uri)));
  const { inputs } = await cancellable({ title, run: (signal) => scanWorkflowInSlices(text, { signal }) });
  return inputAround(text, inputs, { offset, value: request.value });
}

/** The upload whose reference is to be used: the requested one, or a new one. `undefined` where there is none in the end. */
async function recordFor(
  services: Services,
  { document, request, cause }: Target,
  input: MediaInput,
): Promise<UploadRecord | undefined> {
  if (request.recordId) {
    return (await services.history()).get(request.recordId);
  }
  const provider = await providerOf(services, request, input);
  if (!provider) {
    return undefined;
  }
  // Looked up again instead of taken from the code action: the path may lead to another file by now.
  const resolved = await resolvePath(request.value, await pathContextOf(document.uri, services));
  if (!resolved) {
    throw new UploadError('fileMissing', 'The file named by the document was not found', {
      fileName: basename(request.value),
      provider: provider.id,
    });
  }
  const target = await targetFor(services, { request, provider, input, file: resolved.file });
  return target && uploadOne(services, target, { uri: Uri.file(resolved.file), cause, fits: input.fits });
}

/** Where the file goes: to the provider, or where the request says so to a storage. `undefined` if a question was closed. */
async function targetFor(
  services: Services,
  { request, provider, input, file }: { request: ReplaceRequest; provider: Provider; input: MediaInput; file: string },
): Promise<UploadTarget | undefined> {
  const storages = request.useLink ? await storagesForFile(services, { provider, fits: input.fits, file }) : undefined;
  if (storages === undefined) {
    // Where a storage was asked for, there is none any more; the provider's refusal says what to do.
    return { provider };
  }
  const storage = await chooseStorage(services, storages);
  return storage && sameTarget({ provider: storage.provider, connection: storage });
}

async function providerOf(
  services: Services,
  request: ReplaceRequest,
  input: MediaInput,
): Promise<Provider | undefined> {
  return request.provider
    ? providerById(request.provider)
    : chooseProvider(
        services,
        l10n.t('Upload {0}', shown(basename(request.value))),
        providersTaking(usableFits(services.connections, input.fits), request.value),
      );
}

async function keepOnClipboard(reference: string, message: ShownText): Promise<void> {
  await env.clipboard.writeText(reference);
  void window.showWarningMessage(message);
}
