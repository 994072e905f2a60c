import { Hover, type MarkdownString, Range, type TextDocument } from 'vscode';
import type { InlayHint } from '../../display/items.ts';
import { MarkdownText } from '../../display/markdownText.ts';
import type { AnalysedInput, Analysis } from '../../documents/analysis.ts';
import { inputAt } from '../../documents/inputAt.ts';
import type { Services } from '../../services/services.ts';
import { l10n } from '../../text/l10n.ts';
import { ReferenceHint } from '../inlayHints.ts';
import { filePathHover, missingPathHover } from './localPathHover.ts';
import { referenceHover, unknownReferenceHover } from './referenceHover.ts';

/** The hover over a reference or a local path, and what can be done there. Nothing is read but the file it is about. */
export async function hoverAt(
  services: Services,
  document: TextDocument,
  { analysis, offset }: { readonly analysis: Analysis; readonly offset: number },
): Promise<Hover | undefined> {
  const analysed = inputAt(analysis, offset);
  const details = analysed && (await detailsOf(services, document, { analysis, analysed }));
  if (!details) {
    return undefined;
  }
  const { input } = analysed;
  const token = [input, ...input.linked].find((each) => each.offset <= offset && offset <= each.offset + each.length);
  const { offset: start, length } = token ?? input;
  return new Hover(details, new Range(document.positionAt(start), document.positionAt(start + length)));
}

/** Gives a hint the same details as a hover over the reference itself. */
export async function resolveHint(services: Services, hint: InlayHint): Promise<InlayHint> {
  if (hint instanceof ReferenceHint) {
    hint.tooltip = await referenceHover(services, hint.document, hint.subject);
  }
  return hint;
}

/** Says why nothing is offered for a value that names a file. */
function linkedHover(): MarkdownString {
  return new MarkdownText().text(l10n.t("Isn't used: the value comes from another node.")).toMarkdown();
}

async function detailsOf(
  services: Services,
  document: TextDocument,
  { analysis, analysed }: { readonly analysis: Analysis; readonly analysed: AnalysedInput },
): Promise<MarkdownString | undefined> {
  const { input, target } = analysed;
  switch (target.type) {
    case 'reference':
      return referenceHover(services, document, { input, target });
    case 'unknownReference':
      return unknownReferenceHover(document, { input, target });
    case 'file':
      return filePathHover(services, document, { input, target, dialect: analysis.scan.dialect });
    case 'missing':
      return missingPathHover(services, document, { input, dialect: analysis.scan.dialect });
    case 'other':
      return input.state === 'linked' ? linkedHover() : undefined;
  }
}
