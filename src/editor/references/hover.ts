import { Hover, type MarkdownString, Range, type TextDocument, Uri } from 'vscode';
import { lifetimeState } from '../../core/history/lifetime.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import { providerById } from '../../core/providers/registry.ts';
import { type CommandLink, MarkdownText } from '../display/markdownText.ts';
import type { AnalysedInput, Analysis, ReferenceTarget } from '../documents/analysis.ts';
import { type InputRequest, inputAt, inputRequest } from '../documents/inputAt.ts';
import type { CommandName } from '../ids/commandIds.ts';
import { isNear } from '../services/nearFiles.ts';
import { formatBytes, formatPixels } from '../text/figures.ts';
import { l10n } from '../text/l10n.ts';
import { lifetimeText } from '../text/lifetimeText.ts';
import { appendThumbnail } from '../text/mediaText.ts';
import { Moments } from '../text/moments.ts';
import { capitalised, joined, maxPathLength, type ShownText, shown } from '../text/shown.ts';

/** The only commands that links of a hover may run: file names and references in it come from outside. */
const enabledCommands: readonly CommandName[] = ['renewReference', 'restoreLocalPath', 'revealSource'];

/** The hover over a reference that was made here. */
export function hoverAt(document: TextDocument, analysis: Analysis, offset: number): Hover | undefined {
  const analysed = inputAt(analysis, offset);
  const details = analysed && hoverText(document, analysed, Date.now());
  if (!details) {
    return undefined;
  }
  const { input } = analysed;
  const token = [input, ...input.linked].find((each) => each.offset <= offset && offset <= each.offset + each.length);
  const { offset: start, length } = token ?? input;
  return new Hover(details, new Range(document.positionAt(start), document.positionAt(start + length)));
}

/**
 * Thumbnail, lifetime, local file, size, time of upload, and what can be done.
 *
 * @param now milliseconds since the epoch
 */
export function hoverText(document: TextDocument, analysed: AnalysedInput, now: number): MarkdownString | undefined {
  const { target } = analysed;
  if (target.type !== 'reference') {
    return undefined;
  }
  const { record, reference } = target;
  const text = new MarkdownText(enabledCommands);
  if (target.source !== 'missing' && isNear(Uri.parse(record.fileUri))) {
    const { fileUri: uri, size, mediaType } = record;
    appendThumbnail(text, { uri, size, mediaType }, thumbnailShape(record));
  }
  text
    .markup('**')
    .text(shown(record.fileName))
    .markup('** · ')
    .text(shown(providerById(record.provider).label));
  // Lines instead of paragraphs: a hover that is too tall hides its end, where the links are.
  const line = (content: ShownText): void => {
    text.markup('  \n').text(content);
  };
  const moments = new Moments();
  line(endText(target, now, moments));
  if (target.source !== 'unchanged') {
    line(
      target.source === 'changed'
        ? l10n.t('The local file has changed since the upload.')
        : l10n.t('The local file no longer exists.'),
    );
  }
  line(shown(Uri.parse(record.fileUri).fsPath, maxPathLength));
  line(sizeText(record));
  line(l10n.t('Uploaded {0}', moments.text(record.uploadedAt)));
  const links = linksFor(target, lifetimeState(reference, now, 0) === 'kept', inputRequest(document, analysed));
  return text.markup('\n\n').links(links).toMarkdown();
}

/** As large as fits into 200 × 80 pixels. Without a size the hover would jump when the picture is loaded. */
function thumbnailShape({ pixelSize }: UploadRecord): string {
  if (!pixelSize) {
    return 'height=80';
  }
  const scale = Math.min(1, 200 / pixelSize.width, 80 / pixelSize.height);
  const width = Math.max(1, Math.round(pixelSize.width * scale));
  const height = Math.max(1, Math.round(pixelSize.height * scale));
  return `width=${width},height=${height}`;
}

function endText({ reference }: ReferenceTarget, now: number, moments: Moments): ShownText {
  const sentence = capitalised(lifetimeText(reference, now));
  if (reference.expiresAt === undefined) {
    return sentence;
  }
  return joined([sentence, joined([shown('('), moments.text(reference.expiresAt), shown(')')], '')], ' ');
}

function sizeText({ size, mediaType, pixelSize }: UploadRecord): ShownText {
  return joined([formatBytes(size), shown(mediaType), ...(pixelSize ? [formatPixels(pixelSize)] : [])], ' · ');
}

/** What can be done about the reference. */
function linksFor({ source }: ReferenceTarget, isKept: boolean, argument: InputRequest): readonly CommandLink[] {
  const link = (title: ShownText, command: CommandName): CommandLink => ({ title, command, argument });
  const renew =
    source === 'changed'
      ? [link(l10n.t('Upload the new version'), 'renewReference')]
      : source === 'unchanged' && !isKept
        ? [link(l10n.t('Renew and replace'), 'renewReference')]
        : [];
  return [
    ...renew,
    link(l10n.t('Restore local path'), 'restoreLocalPath'),
    ...(source === 'missing' ? [] : [link(l10n.t('Reveal file'), 'revealSource')]),
  ];
}
