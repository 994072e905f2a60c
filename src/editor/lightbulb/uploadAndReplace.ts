import { basename } from 'node:path';
import { env, l10n, Position, type TextDocument, Uri, window, workspace } from 'vscode';
import { UploadError } from '../../core/errors.ts';
import type { HistoryStore } from '../../core/history/historyStore.ts';
import type { UploadRecord } from '../../core/history/record.ts';
import type { Provider } from '../../core/providers/provider.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { providerById } from '../../core/providers/registry.ts';
import type { MediaInput } from '../../core/workflow/mediaInput.ts';
import { resolvePath } from '../../core/workflow/paths/resolvePath.ts';
import { plainStringAt } from '../../core/workflow/scan/plainStringAt.ts';
import { scanWorkflowInSlices } from '../../core/workflow/scan/scanWorkflow.ts';
import { pathContextOf } from '../documents/documentPaths.ts';
import { fittingProviders, fittingReference } from '../documents/fittingReference.ts';
import { followPlaces } from '../documents/followPlaces.ts';
import type { Services } from '../services.ts';
import { applySwap } from '../swap/applySwap.ts';
import { assertMaySend } from '../upload/consent.ts';
import { chooseProvider } from '../upload/providerChoice.ts';
import { uploadOne } from '../upload/uploadOne.ts';

/** What a lightbulb entry asks for. Plain data: VS Code may pass it through JSON. */
export interface ReplaceRequest {
  readonly document: string;
  /** Somewhere inside the string. A place and no offset, which a lightbulb would have to count all lines for. */
  readonly line: number;
  readonly character: number;
  /** The path as written in the document. */
  readonly value: string;
  /** `undefined`: ask. */
  readonly provider: ProviderId | undefined;
  /** Use this upload and send nothing. */
  readonly recordId?: string;
}

/** The command behind the lightbulb: uploads one file and swaps the string that names it. */
export async function replaceString(services: Services, request: ReplaceRequest): Promise<void> {
  const document = await workspace.openTextDocument(Uri.parse(request.document));
  const start = document.offsetAt(new Position(request.line, request.character));
  const place = followPlaces(document, [start]);
  try {
    await replaceAt(services, document, () => place.now(start), request);
  } finally {
    place.dispose();
  }
}

async function replaceAt(
  services: Services,
  document: TextDocument,
  place: () => number | undefined,
  request: ReplaceRequest,
): Promise<void> {
  const history = await services.history();
  const { version } = document;
  const input = await inputAt(document, place, request.value);
  if (!input) {
    void window.showWarningMessage(
      l10n.t('This string changed meanwhile, or is no input of the workflow. Nothing was uploaded.'),
    );
    return;
  }
  const provider = await providerOf(services, request, input);
  const record = provider && (await recordFor(services, history, document.uri, provider, request));
  if (!record) {
    return;
  }
  const reference = fittingReference(record, input.fits) ?? record.reference;
  history.markUsed(record.id, Date.now());
  const canFollow = place() !== undefined && !document.isClosed;
  // Where the text around it was replaced as a whole, its path in the JSON is all there is to go by.
  const found = canFollow && document.version !== version ? await inputAt(document, place, request.value) : input;
  const replacements = found ? [{ input: found, newValue: reference.value }] : [];
  const { replaced, refused } = await applySwap(services, new Map([[document.uri.toString(), replacements]]));
  if (replaced === 0 && refused.length === 0) {
    await keepOnClipboard(
      reference.value,
      l10n.t('The document was changed meanwhile, so it was left alone. The reference was copied.'),
    );
  } else if (refused.length > 0) {
    await keepOnClipboard(
      reference.value,
      l10n.t('{0} cannot be edited. The reference was copied.', basename(document.fileName)),
    );
  }
}

/** The input the string is part of; where the dialect knows none there, the string alone. */
async function inputAt(
  document: TextDocument,
  place: () => number | undefined,
  value: string,
): Promise<MediaInput | undefined> {
  const offset = place();
  if (offset === undefined) {
    return undefined;
  }
  const text = document.getText();
  const { inputs } = await scanWorkflowInSlices(text);
  const covers = (token: { offset: number; length: number }): boolean =>
    token.offset <= offset && offset <= token.offset + token.length;
  const known = inputs.find((input) => input.value === value && (covers(input) || input.linked.some(covers)));
  if (known) {
    return known.state === 'output' ? undefined : known;
  }
  return plainStringAt(text, offset, value);
}

async function providerOf(
  services: Services,
  request: ReplaceRequest,
  input: MediaInput,
): Promise<Provider | undefined> {
  if (request.provider) {
    return providerById(request.provider);
  }
  const candidates = fittingProviders(input.fits).map((id) => providerById(id));
  return chooseProvider(services, l10n.t('Upload {0}', basename(request.value)), candidates);
}

async function recordFor(
  services: Services,
  history: HistoryStore,
  document: Uri,
  provider: Provider,
  request: ReplaceRequest,
): Promise<UploadRecord | undefined> {
  if (request.recordId) {
    return history.get(request.recordId);
  }
  // Looked up again, not taken from the lightbulb: what the path leads to may be another file by now.
  const resolved = await resolvePath(request.value, pathContextOf(document, services.settings));
  if (!resolved) {
    throw new UploadError('fileMissing', 'The file a document names was not found', {
      fileName: basename(request.value),
      provider: provider.id,
    });
  }
  await assertMaySend(resolved, provider);
  return uploadOne(services, provider, Uri.file(resolved.file));
}

async function keepOnClipboard(reference: string, message: string): Promise<void> {
  await env.clipboard.writeText(reference);
  void window.showWarningMessage(message);
}
