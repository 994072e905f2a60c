import { stat } from 'node:fs/promises';
import type { Uri } from 'vscode';
import { mediaTypeOfName } from '../../core/asset/mediaTypes.ts';
import type { CompletionItem } from '../display/items.ts';
import { MarkdownText } from '../display/markdownText.ts';
import { isNear } from '../services/nearFiles.ts';
import { credentialNotes, referenceText } from '../text/credentialText.ts';
import { formatBytes, formatPixels } from '../text/figures.ts';
import { l10n } from '../text/l10n.ts';
import { appendThumbnail } from '../text/mediaText.ts';
import { joined, maxPathLength, type ShownText, shown } from '../text/shown.ts';
import { MediaCompletion } from './completions.ts';

/** Adds thumbnail, size and reference. VS Code asks for this only for the completion the person has selected. */
export async function resolveCompletion(item: CompletionItem): Promise<CompletionItem> {
  if (!(item instanceof MediaCompletion) || !item.file) {
    return item;
  }
  const { file, record, reference } = item;
  const isLookedAt = isNear(file);
  const size = isLookedAt ? await sizeOf(file) : record?.size;
  const text = new MarkdownText();
  if (isLookedAt && size !== undefined) {
    appendThumbnail(text, { uri: file.toString(), size, mediaType: mediaTypeOfName(file.path) }, 'height=120');
  }
  const line = (content: ShownText): void => {
    text.text(content).markup('\n\n');
  };
  if (reference && record) {
    line(referenceText(record.provider, reference));
  }
  for (const note of reference && record ? credentialNotes([{ provider: record.provider, reference }]) : []) {
    line(note);
  }
  line(shown(file.scheme === 'file' ? file.fsPath : file.path, maxPathLength));
  if (size === undefined) {
    line(l10n.t('This file no longer exists.'));
  } else {
    line(joined([formatBytes(size), ...(record?.pixelSize ? [formatPixels(record.pixelSize)] : [])], ' · '));
  }
  item.documentation = text.toMarkdown();
  return item;
}

async function sizeOf(file: Uri): Promise<number | undefined> {
  try {
    return (await stat(file.fsPath)).size;
  } catch {
    return undefined;
  }
}
