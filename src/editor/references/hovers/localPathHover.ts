import type { MarkdownString, TextDocument } from 'vscode';
import { Uri } from 'vscode';
import type { PixelSize } from '../../../core/asset/asset.ts';
import { providerById } from '../../../core/providers/registry.ts';
import { type DialectId, type MediaInput, mayBeOnServer } from '../../../core/workflow/mediaInput.ts';
import { lookupPlaces } from '../../../core/workflow/paths/resolvePath.ts';
import { type CommandLink, MarkdownText } from '../../display/markdownText.ts';
import type { FileTarget } from '../../documents/analysis.ts';
import { pathContextOf } from '../../documents/documentPaths.ts';
import { enabledOffersIn } from '../../documents/editable.ts';
import { fittingProviders, usableFits } from '../../documents/fittingReference.ts';
import { inputRequest } from '../../documents/inputAt.ts';
import type { CommandName } from '../../ids/commandIds.ts';
import { localFileOffers } from '../../lightbulb/localFileOffers.ts';
import type { Services } from '../../services/services.ts';
import { formatBytes, formatPixels } from '../../text/figures.ts';
import { l10n } from '../../text/l10n.ts';
import { appendThumbnail } from '../../text/mediaText.ts';
import { formatList, nameOf } from '../../text/names.ts';
import { joined, maxPathLength, type ShownText, shown } from '../../text/shown.ts';
import { describeLocalMedia, type LocalMedia, refusalReason } from './localMedia.ts';

const enabledCommands: readonly CommandName[] = ['replaceString', 'addConnection', 'pickFile', 'revealSource'];
/** Places in which a missing file was looked for, in a hover of readable height. */
const maxPlaces = 6;

/** A local path in a document. */
export interface PathInput {
  readonly input: MediaInput;
  readonly dialect: DialectId | undefined;
}

/** Thumbnail, path, size and pixels of the file that a string names, the providers that take it, and what can be done. */
export async function filePathHover(
  services: Services,
  document: TextDocument,
  { input, dialect, target }: PathInput & { readonly target: FileTarget },
): Promise<MarkdownString> {
  const { file, realPath, containment } = target.resolved;
  const uri = Uri.file(file);
  const media = await describeLocalMedia(file);
  const text = new MarkdownText(enabledCommands);
  if (media) {
    const picture = { uri: uri.toString(), size: media.size, mediaType: media.mediaType };
    appendThumbnail(text, picture, thumbnailShape(media.pixelSize));
  }
  text
    .markup('**')
    .text(shown(nameOf(uri)))
    .markup('**');
  const line = (content: ShownText): void => {
    text.markup('  \n').text(content);
  };
  line(shown(file, maxPathLength));
  if (containment === 'outside') {
    line(
      realPath === file
        ? l10n.t('Outside this workspace')
        : l10n.t('Outside this workspace: {0}', shown(realPath, maxPathLength)),
    );
  }
  if (!media) {
    line(l10n.t("The file can't be read."));
  } else {
    line(sizeText(media));
  }
  const takers = fittingProviders(usableFits(services.connections, input.fits)).map((id) => ({
    provider: providerById(id),
    reason: media && refusalReason(providerById(id), media),
  }));
  const fitting = takers.filter(({ reason }) => reason === undefined).map(({ provider }) => provider);
  if (fitting.length > 0) {
    line(l10n.t('Works with {0}', formatList(fitting.map(({ label }) => shown(label)))));
  }
  for (const { provider, reason } of takers) {
    if (reason !== undefined) {
      line(joined([shown(provider.label), reason], ': '));
    }
  }
  const { line: row, character } = document.positionAt(input.offset + 1);
  const offers = await localFileOffers(
    services,
    {
      replacement: { document: document.uri.toString(), line: row, character, value: input.value },
      file,
      fits: input.fits,
      dialect,
    },
    fitting,
  );
  const [refused] = offers.flatMap(({ disabledReason }) => disabledReason ?? []);
  if (refused !== undefined && fitting.length > 0) {
    line(refused);
  }
  const argument = inputRequest(document, input);
  const links: readonly CommandLink[] = [
    ...offers.filter(({ disabledReason }) => disabledReason === undefined),
    { title: l10n.t('Pick another file...'), command: 'pickFile', argument },
    { title: l10n.t('Reveal file'), command: 'revealSource', argument },
  ];
  return text.markup('\n\n').links(enabledOffersIn(document.uri, links)).toMarkdown();
}

/** Where the file that a string names was looked for. */
export async function missingPathHover(
  services: Services,
  document: TextDocument,
  { input, dialect }: PathInput,
): Promise<MarkdownString> {
  const text = new MarkdownText(enabledCommands)
    .markup('**')
    .text(l10n.t('File not found'))
    .markup('** · ')
    .text(shown(input.value, maxPathLength));
  const line = (content: ShownText): void => {
    text.markup('  \n').text(content);
  };
  const places = lookupPlaces(input.value, await pathContextOf(document.uri, services));
  if (places.length === 0) {
    line(l10n.t("It is on another computer, where files that a document names aren't looked up."));
  } else {
    line(l10n.t('Looked for in:'));
  }
  for (const place of places.slice(0, maxPlaces)) {
    line(shown(place, maxPathLength));
  }
  const more = places.length - maxPlaces;
  if (more > 0) {
    line(more === 1 ? l10n.t('and 1 more place') : l10n.t('and {0} more places', more));
  }
  if (mayBeOnServer(input, dialect)) {
    line(l10n.t('It may be in the input folder of a ComfyUI server.'));
  }
  const argument = inputRequest(document, input);
  return text
    .markup('\n\n')
    .links(enabledOffersIn(document.uri, [{ title: l10n.t('Pick another file...'), command: 'pickFile', argument }]))
    .toMarkdown();
}

/** As large as fits into 200 × 80 pixels. Without a size the hover would jump when the picture is loaded. */
export function thumbnailShape(pixelSize: PixelSize | undefined): string {
  if (!pixelSize) {
    return 'height=80';
  }
  const scale = Math.min(1, 200 / pixelSize.width, 80 / pixelSize.height);
  const width = Math.max(1, Math.round(pixelSize.width * scale));
  const height = Math.max(1, Math.round(pixelSize.height * scale));
  return `width=${width},height=${height}`;
}

function sizeText({ size, mediaType, pixelSize }: LocalMedia): ShownText {
  return joined(
    [
      formatBytes(size),
      ...(mediaType === undefined ? [] : [shown(mediaType)]),
      ...(pixelSize ? [formatPixels(pixelSize)] : []),
    ],
    ' · ',
  );
}
