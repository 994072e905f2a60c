import { basename } from 'node:path';
import { Range, type TextDocument, Uri, workspace } from 'vscode';
import { idInAsset } from '../../core/workflow/json/assetAround.ts';
import type { ValueToken } from '../../core/workflow/mediaInput.ts';
import { DocumentLink } from '../display/items.ts';
import type { AnalysedInput, Analysis } from '../documents/analysis.ts';
import { inputRequest } from '../documents/inputAt.ts';
import { commandId } from '../ids/commandIds.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { nameLength, type ShownText, shown } from '../text/shown.ts';
import { fileBehind } from './fileBehind.ts';

/** VS Code draws each of them, and nobody needs more. */
const maxLinks = 1_000;

/** A link and what it is about, so that its target is looked up when the person follows it. */
class MediaLink extends DocumentLink {
  readonly document: TextDocument;
  readonly analysed: AnalysedInput;

  constructor(range: Range, document: TextDocument, analysed: AnalysedInput) {
    super(range);
    this.document = document;
    this.analysed = analysed;
  }
}

/** A link on each path to a local file, and on each reference whose source the history knows. Doesn't touch the disk. */
export function linksOf(document: TextDocument, { inputs }: Analysis): DocumentLink[] {
  const links: DocumentLink[] = [];
  for (const analysed of inputs) {
    const tooltip = tooltipOf(analysed);
    const range = tooltip === undefined ? undefined : rangeOf(document, analysed.input);
    if (range !== undefined && tooltip !== undefined) {
      const link = new MediaLink(range, document, analysed);
      link.tooltip = tooltip;
      links.push(link);
      if (links.length === maxLinks) {
        break;
      }
    }
  }
  return links;
}

/** `undefined` where there should be no link. */
function tooltipOf({ input, target }: AnalysedInput): ShownText | undefined {
  // VS Code links web addresses itself.
  if (/^https?:/i.test(input.value)) {
    return undefined;
  }
  switch (target.type) {
    case 'file':
      return workspace.isTrusted || target.resolved.containment === 'inside'
        ? l10n.t('Open {0}', shown(basename(target.resolved.file), nameLength))
        : undefined;
    case 'reference':
      return target.source === 'missing'
        ? undefined
        : l10n.t('Open {0}, the file this reference was made from', shown(target.record.fileName, nameLength));
    default:
      return undefined;
  }
}

/** The inside of the string; of an asset's object, that of its id. */
function rangeOf(document: TextDocument, { offset, length, writtenAs }: Omit<ValueToken, 'value'>): Range | undefined {
  if (writtenAs === undefined) {
    const { line, character } = document.positionAt(offset + 1);
    return new Range(line, character, line, character + length - 2);
  }
  const object = new Range(document.positionAt(offset), document.positionAt(offset + length));
  const id = idInAsset(document.getText(object));
  return id && rangeOf(document, { offset: offset + id.offset, length: id.length });
}

/**
 * Looks up where a link leads now that the person follows it: to the file, or else to the command that says why there is
 * none to open, or asks before another computer is contacted.
 */
export async function resolveLink(services: Services, link: DocumentLink): Promise<DocumentLink> {
  if (link instanceof MediaLink) {
    const { document, analysed } = link;
    const file = await fileBehind(services, document.uri, analysed);
    const argument = encodeURIComponent(JSON.stringify([inputRequest(document, analysed.input)]));
    link.target = file.type === 'found' ? file.uri : Uri.parse(`command:${commandId('openSourceOf')}?${argument}`);
  }
  return link;
}
