import { dataUriLength } from '../../core/asset/dataUri.ts';
import { kindOf, mediaTypeOfName } from '../../core/asset/mediaTypes.ts';
import { isPublicLink } from '../../core/http/guards/publicLink.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { providerById } from '../../core/providers/registry.ts';
import { takes } from '../../core/uploads/plan/limits.ts';
import type { CodeAction } from '../display/items.ts';
import type { AnalysedInput, Analysis } from '../documents/analysis.ts';
import { offersIn } from '../documents/editable.ts';
import { inputAt, inputRequest } from '../documents/inputAt.ts';
import { l10n } from '../text/l10n.ts';
import { codeActionsFor, type Offer } from './codeActions.ts';
import { restrictedReason } from './restrictedMode.ts';
import type { CodeActionRequest } from './uploadActions.ts';

/**
 * What the provider of a document takes besides references of uploaded files: a file's own bytes in place of its path, and
 * an upload of what a link leads to in place of the link.
 */
export function otherForms(request: CodeActionRequest & { readonly analysis: Analysis }): CodeAction[] {
  const { document, position, context, analysis } = request;
  const { preferredProvider } = analysis.scan;
  const analysed = inputAt(analysis, document.offsetAt(position));
  if (!analysed || preferredProvider === undefined) {
    return [];
  }
  const provider = providerById(preferredProvider);
  const argument = inputRequest(document, analysed.input);
  const reason = restrictedReason();
  const common = { argument, ...(reason === undefined ? {} : { disabledReason: reason }) };
  const offers: Offer[] = [];
  if (canUploadLink(analysed, provider)) {
    offers.push({ title: l10n.t('Upload this link and replace'), command: 'uploadLink', ...common });
  }
  if (canInline(analysed, provider)) {
    offers.push({ title: l10n.t('Inline as Data URI'), command: 'inlineAsDataUri', ...common });
  }
  return codeActionsFor(offersIn(document.uri, offers), context, position);
}

/** Not the links of uploads made here: those are references already. */
export function canUploadLink({ input, target }: AnalysedInput, provider: Provider): boolean {
  const isForeign = input.state === 'url' && target.type === 'other';
  const fits = input.fits.some((fit) => fit.provider === provider.id);
  return isForeign && fits && provider.uploadLink !== undefined && isPublicLink(input.value);
}

/** Judged by name and size, as everything in a lightbulb. */
export function canInline({ input, target }: AnalysedInput, provider: Provider): boolean {
  const fits = input.fits.some((fit) => fit.provider === provider.id);
  const mediaType = mediaTypeOfName(input.value);
  const kind = mediaType === undefined ? undefined : kindOf(mediaType);
  const maxLength = kind === undefined ? undefined : provider.dataUriLimits?.[kind];
  if (target.type !== 'file' || !fits || mediaType === undefined || maxLength === undefined) {
    return false;
  }
  return target.size > 0 && takes(provider, mediaType) && dataUriLength({ mediaType, size: target.size }) <= maxLength;
}
