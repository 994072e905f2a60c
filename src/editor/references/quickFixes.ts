import { lifetimeState } from '../../core/history/lifetime.ts';
import { providerById } from '../../core/providers/registry.ts';
import { couldBeFile } from '../../core/workflow/mediaInput.ts';
import type { CodeAction } from '../display/items.ts';
import type { Analysis, ReferenceTarget } from '../documents/analysis.ts';
import { type InputRequest, inputAt, inputRequest } from '../documents/inputAt.ts';
import { codeActionsFor, type Offer } from '../lightbulb/codeActions.ts';
import type { CodeActionRequest } from '../lightbulb/uploadActions.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { nameLength, shown } from '../text/shown.ts';

export interface QuickFixes {
  readonly actions: readonly CodeAction[];
  /** Whether the string may name a file that could be uploaded; where not, nothing has to be looked up on the disk. */
  readonly mayBeFile: boolean;
}

/**
 * What can be done about the reference, or the path without a file, at the cursor. Reads nothing: everything is in the
 * analysis.
 */
export async function quickFixes(
  services: Services,
  { document, position, context, analysis }: CodeActionRequest & { readonly analysis: Analysis },
): Promise<QuickFixes> {
  const analysed = inputAt(analysis, document.offsetAt(position));
  if (!analysed) {
    return { actions: [], mayBeFile: true };
  }
  const request = inputRequest(document, analysed);
  const { target } = analysed;
  const pickFile: Offer = { title: l10n.t('Pick another file...'), command: 'pickFile', argument: request };
  const offers =
    target.type === 'reference'
      ? [...referenceOffers(services, target, request), ...(target.source === 'missing' ? [pickFile] : [])]
      : target.type === 'missing' && analysis.scan.dialect !== 'generic'
        ? [pickFile]
        : [];
  // A name at one's own ComfyUI may be the name of a file here as well.
  const mayBeFile = target.type === 'reference' ? couldBeFile(analysed.input) : target.type !== 'missing';
  return { actions: codeActionsFor(offers, context, position), mayBeFile };
}

function referenceOffers(
  services: Services,
  { record, reference, source }: ReferenceTarget,
  request: InputRequest,
): readonly Offer[] {
  const name = shown(record.fileName, nameLength);
  const label = shown(providerById(record.provider).label);
  const state = lifetimeState(reference, Date.now(), services.settings.expiryWarning);
  const ends = state === 'expired' || state === 'expiring';
  const renew = { command: 'renewReference', argument: request } as const;
  const offers: Offer[] = [];
  if (source === 'changed') {
    const title = l10n.t('Upload the new version and replace ({0}, {1})', name, label);
    offers.push({ ...renew, title, isPreferred: true });
  } else if (source === 'unchanged') {
    offers.push({ ...renew, title: l10n.t('Renew and replace ({0}, {1})', name, label), isPreferred: ends });
  }
  offers.push({ title: l10n.t('Restore local path'), command: 'restoreLocalPath', argument: request });
  if (ends) {
    const title = l10n.t('Refresh expired references in this document');
    offers.push({ title, command: 'refreshExpired', argument: request.document });
  }
  return offers;
}
