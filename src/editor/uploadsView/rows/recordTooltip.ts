import { type MarkdownString, Uri } from 'vscode';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import { connectionFact } from '../../connections/connectionFact.ts';
import { MarkdownText } from '../../display/markdownText.ts';
import { credentialNotes, referenceText } from '../../text/credentialText.ts';
import { formatBytes, formatPixels } from '../../text/figures.ts';
import { l10n } from '../../text/l10n.ts';
import { lifetimeText } from '../../text/lifetimeText.ts';
import { appendThumbnail } from '../../text/mediaText.ts';
import { Moments } from '../../text/moments.ts';
import { formatList } from '../../text/names.ts';
import { joined, maxPathLength, type ShownText, shown } from '../../text/shown.ts';
import { fileText, hasPreview, type RecordContext } from './recordItem.ts';

/** Details of a finished upload, for its hover. */
export function recordTooltip(record: UploadRecord, context: RecordContext): MarkdownString {
  const text = new MarkdownText();
  const moments = new Moments();
  const line = (name: ShownText, value: ShownText): void => {
    text.markup('\n\n').text(joined([name, value], ': '));
  };
  text.text(shown(record.fileName));
  if (hasPreview(record, context)) {
    const { fileUri: uri, size, mediaType } = record;
    text.markup('\n\n');
    appendThumbnail(text, { uri, size, mediaType }, 'height=120');
  }
  const { reference } = record;
  const sizes = [
    formatBytes(record.size),
    shown(record.mediaType),
    ...(record.pixelSize ? [formatPixels(record.pixelSize)] : []),
  ];
  const lifetime = lifetimeText(reference, context.now);
  line(l10n.t('Provider'), joined([context.connection.label, shown(hostOf(record.origin))], ' · '));
  line(l10n.t('Reference'), referenceText(record.provider, reference));
  line(
    l10n.t('Lifetime'),
    reference.expiresAt === undefined ? lifetime : l10n.t('{0} ({1})', lifetime, moments.text(reference.expiresAt)),
  );
  line(l10n.t('Size'), formatList(sizes));
  line(l10n.t('Uploaded'), moments.text(record.uploadedAt));
  if (record.lastUsedAt > record.uploadedAt) {
    line(l10n.t('Last used'), moments.text(record.lastUsedAt));
  }
  const uri = Uri.parse(record.fileUri);
  const path = shown(uri.scheme === 'file' ? uri.fsPath : uri.toString(true), maxPathLength);
  const { source } = context;
  line(l10n.t('File'), source === 'unchanged' ? path : l10n.t('{0} ({1})', path, fileText(source)));
  const fact = connectionFact(context.connection);
  for (const note of [...credentialNotes([record]), ...(fact === undefined ? [] : [fact])]) {
    text.markup('\n\n').text(note);
  }
  return text.toMarkdown();
}

function hostOf(origin: string): string {
  return origin.replace(/^https?:\/\//, '');
}
