import { stat } from 'node:fs/promises';
import { type CompletionItem, l10n, MarkdownString, type Uri } from 'vscode';
import { mediaTypeOfName } from '../../core/asset/mediaTypes.ts';
import { formatBytes, formatPixels } from '../text/figures.ts';
import { appendThumbnail } from '../text/mediaText.ts';
import { MediaCompletion } from './completions.ts';

/** Adds thumbnail, size and reference. VS Code asks for this only for the completion the person has selected. */
export async function resolveCompletion(item: CompletionItem): Promise<CompletionItem> {
  if (!(item instanceof MediaCompletion) || !item.file) {
    return item;
  }
  const { file, record, reference } = item;
  const size = await sizeOf(file);
  const text = new MarkdownString();
  if (size !== undefined) {
    appendThumbnail(text, { uri: file.toString(), size, mediaType: mediaTypeOfName(file.path) }, 'height=120');
  }
  const line = (content: string): void => {
    text.appendText(content);
    text.appendMarkdown('\n\n');
  };
  if (reference) {
    line(reference.value);
  }
  line(file.scheme === 'file' ? file.fsPath : file.path);
  if (size === undefined) {
    line(l10n.t('This file no longer exists.'));
  } else {
    line([formatBytes(size), ...(record?.pixelSize ? [formatPixels(record.pixelSize)] : [])].join(' · '));
  }
  item.documentation = text;
  return item;
}

async function sizeOf(file: Uri): Promise<number | undefined> {
  if (file.scheme !== 'file') {
    return undefined;
  }
  try {
    return (await stat(file.fsPath)).size;
  } catch {
    return undefined;
  }
}
