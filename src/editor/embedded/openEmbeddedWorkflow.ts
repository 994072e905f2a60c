import { posix } from 'node:path';
import type { Uri } from 'vscode';
import { sourceOfBytes, withFileSource } from '../../core/workflow/embedded/byteSource.ts';
import type { EmbeddedFormat, EmbeddedTexts } from '../../core/workflow/embedded/embeddedTexts.ts';
import { readEmbedded } from '../../core/workflow/embedded/readEmbedded.ts';
import { UnreadableImageError } from '../../core/workflow/embedded/unreadableImage.ts';
import { indentJsonInSlices } from '../../core/workflow/json/indentJson.ts';
import { cancellable } from '../cancellable.ts';
import { type ShownQuickPickItem, window } from '../display/window.ts';
import { maxSharedBytes } from '../documents/workflowSources.ts';
import type { Services } from '../services/services.ts';
import { readVirtualBytes } from '../services/virtualFiles.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { nameLength, shown } from '../text/shown.ts';
import { imageProblemText, nothingEmbeddedText } from './embeddedMessages.ts';
import { imageToOpen } from './imageToOpen.ts';

/** One of the workflows of an image. */
interface Embedded {
  readonly format: EmbeddedFormat;
  readonly text: string;
}

/**
 * "Open Embedded Workflow": the workflow that ComfyUI has written into an image, as a read-only document in which paths are
 * looked up beside the image. The image is only read.
 * @throws UploadError `fileMissing`, `fileUnreadable`, `notAFile`, `fileTooLarge`; CancelledError
 */
export async function openEmbeddedWorkflow(services: Services, clicked: unknown): Promise<void> {
  const image = await imageToOpen(services, clicked);
  if (!image) {
    return;
  }
  const name = shown(nameOf(image), nameLength);
  const title = l10n.t('Reading {0}', name);
  try {
    const texts = await cancellable({ title, run: (signal) => readImage(image, signal) });
    const chosen = await choose(texts, image);
    if (chosen === 'nothing') {
      void window.showInformationMessage(nothingEmbeddedText(name));
    } else if (chosen) {
      await cancellable({ title, run: (signal) => show(services, chosen, { image, signal }) });
    }
  } catch (error) {
    if (!UnreadableImageError.is(error)) {
      throw error;
    }
    services.log.warn(`No workflow was read from an image: ${error.message}`);
    void window.showWarningMessage(imageProblemText(error.problem, name));
  }
}

async function readImage(image: Uri, signal: AbortSignal): Promise<EmbeddedTexts> {
  const options = { maxBytes: maxSharedBytes, signal };
  if (image.scheme === 'file') {
    return withFileSource(image.fsPath, (source) => readEmbedded(source, options));
  }
  const { bytes } = await readVirtualBytes(image);
  return readEmbedded(sourceOfBytes(bytes), options);
}

/** Asks only where there are both formats. @returns `undefined` where the person closed the question */
async function choose({ workflow, prompt }: EmbeddedTexts, image: Uri): Promise<Embedded | 'nothing' | undefined> {
  const found: (ShownQuickPickItem & Embedded)[] = [];
  if (workflow !== undefined) {
    found.push({
      format: 'workflow',
      text: workflow,
      label: l10n.t('Workflow'),
      description: l10n.t('UI format, as in the editor of ComfyUI'),
    });
  }
  if (prompt !== undefined) {
    found.push({
      format: 'prompt',
      text: prompt,
      label: l10n.t('Prompt'),
      description: l10n.t('API format, as the server has run it'),
    });
  }
  if (found.length < 2) {
    return found[0] ?? 'nothing';
  }
  return window.showQuickPick(found, {
    title: shown(nameOf(image), nameLength),
    placeHolder: l10n.t('This image contains two formats. Which one should be opened?'),
  });
}

async function show(
  { readOnlyDocuments }: Services,
  { format, text }: Embedded,
  { image, signal }: { readonly image: Uri; readonly signal: AbortSignal },
): Promise<void> {
  // ComfyUI writes all of it in one line.
  const indented = await indentJsonInSlices(text, maxSharedBytes, { signal });
  const stem = posix.parse(image.path).name;
  const document = await readOnlyDocuments.open(indented ?? text, {
    title: shown(`${stem}.${format}.json`),
    origin: image,
  });
  await window.showTextDocument(document, { preview: false });
  window.setStatusBarMessage(
    l10n.t('Opened read-only, indented for reading. Save As makes a copy that can be edited.'),
    8000,
  );
}
