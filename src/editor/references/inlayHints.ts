import { InlayHint, l10n, type Range, type TextDocument } from 'vscode';
import { providerById } from '../../core/providers/registry.ts';
import type { AnalysedInput, Analysis, ReferenceTarget } from '../documents/analysis.ts';
import { inputsBetween } from '../documents/inputAt.ts';
import { shortLifetimeText } from '../text/lifetimeText.ts';
import { shortened } from '../text/names.ts';
import { hoverText } from './hover.ts';

/** A hint and what it is about, so that its tooltip can be made when somebody points at it. */
const subjects = new WeakMap<InlayHint, { readonly document: TextDocument; readonly analysed: AnalysedInput }>();

/**
 * Behind a longer string the hint would be out of sight, and so it comes before: a Runway URI has some 2,000 characters,
 * and is the one that lives for a day only. In UTF-16 units.
 */
const maxLengthBeforeHint = 100;

/** `hero.png · 3 h 12 m` beside each reference that was made here, in a part of the document. */
export function inlayHints(document: TextDocument, analysis: Analysis, range: Range): InlayHint[] {
  const now = Date.now();
  const shown = inputsBetween(analysis, document.offsetAt(range.start), document.offsetAt(range.end));
  return shown.flatMap((analysed) => {
    const { input, target } = analysed;
    if (target.type !== 'reference') {
      return [];
    }
    const isLong = input.length > maxLengthBeforeHint;
    const place = document.positionAt(isLong ? input.offset : input.offset + input.length);
    const hint = new InlayHint(place, hintText(target, now));
    hint.paddingLeft = !isLong;
    hint.paddingRight = isLong;
    subjects.set(hint, { document, analysed });
    return [hint];
  });
}

/** Gives a hint the same details as a hover over the reference itself. */
export function resolveHint(hint: InlayHint): InlayHint {
  const subject = subjects.get(hint);
  hint.tooltip = subject && hoverText(subject.document, subject.analysed, Date.now());
  return hint;
}

function hintText(target: ReferenceTarget, now: number): string {
  const { record, reference, source } = target;
  // The name of the file, unless the reference says it already; then whose reference it is.
  const name = reference.value.endsWith(record.fileName)
    ? providerById(record.provider).label
    : shortened(record.fileName);
  return [name, shortLifetimeText(reference, now), ...(source === 'changed' ? [l10n.t('file changed')] : [])].join(
    ' · ',
  );
}
