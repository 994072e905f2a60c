import type { Position, Range, TextDocument } from 'vscode';
import { providerById } from '../../core/providers/registry.ts';
import { InlayHint } from '../display/items.ts';
import type { AnalysedInput, Analysis, ReferenceTarget } from '../documents/analysis.ts';
import { inputsBetween } from '../documents/inputAt.ts';
import { l10n } from '../text/l10n.ts';
import { shortLifetimeText } from '../text/lifetimeText.ts';
import { joined, nameLength, type ShownText, shown } from '../text/shown.ts';
import { hoverText } from './hover.ts';

/** A hint and what it is about, so that its tooltip can be made when the person points at it. */
class ReferenceHint extends InlayHint {
  readonly document: TextDocument;
  readonly analysed: AnalysedInput;

  constructor(document: TextDocument, analysed: AnalysedInput, place: { position: Position; text: ShownText }) {
    super(place.position, place.text);
    this.document = document;
    this.analysed = analysed;
  }
}

/**
 * A hint after a longer string would be out of sight, so it stands before it: a Runway URI has some 2,000 characters, and
 * is the one that lasts for only a day. In UTF-16 units.
 */
const maxLengthBeforeHint = 100;

/** `hero.png · 3 h 12 m` beside each reference that was made here, in a part of the document. */
export function inlayHints(document: TextDocument, analysis: Analysis, range: Range): InlayHint[] {
  const now = Date.now();
  const inputs = inputsBetween(analysis, document.offsetAt(range.start), document.offsetAt(range.end));
  return inputs.flatMap((analysed) => {
    const { input, target } = analysed;
    if (target.type !== 'reference') {
      return [];
    }
    const isLong = input.length > maxLengthBeforeHint;
    const position = document.positionAt(isLong ? input.offset : input.offset + input.length);
    const hint = new ReferenceHint(document, analysed, { position, text: hintText(target, now) });
    hint.paddingLeft = !isLong;
    hint.paddingRight = isLong;
    return [hint];
  });
}

/** Gives a hint the same details as a hover over the reference itself. */
export function resolveHint(hint: InlayHint): InlayHint {
  if (hint instanceof ReferenceHint) {
    hint.tooltip = hoverText(hint.document, hint.analysed, Date.now());
  }
  return hint;
}

function hintText(target: ReferenceTarget, now: number): ShownText {
  const { record, reference, source } = target;
  // The file name, or the provider where the reference itself contains the file name.
  const name = reference.value.endsWith(record.fileName)
    ? shown(providerById(record.provider).label)
    : shown(record.fileName, nameLength);
  const changed = source === 'changed' ? [l10n.t('file changed')] : [];
  return joined([name, shortLifetimeText(reference, now), ...changed], ' · ');
}
