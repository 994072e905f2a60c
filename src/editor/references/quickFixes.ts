import type { UploadRecord } from '../../core/history/records/record.ts';
import { couldBeFile } from '../../core/workflow/mediaInput.ts';
import type { CodeAction } from '../display/items.ts';
import type { Analysis, ReferenceTarget } from '../documents/analysis.ts';
import { offersIn } from '../documents/editable.ts';
import { type InputRequest, inputAt, inputRequest } from '../documents/inputAt.ts';
import { renewalOf, stateOfReference } from '../documents/targetState.ts';
import { codeActionsFor, hasOwnProblem, type Offer } from '../lightbulb/codeActions.ts';
import { restrictedReason } from '../lightbulb/restrictedMode.ts';
import type { CodeActionRequest } from '../lightbulb/uploadActions.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { lifetimeText } from '../text/lifetimeText.ts';
import { nameLength, type ShownText, shown } from '../text/shown.ts';

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
  const request = inputRequest(document, analysed.input);
  const { target } = analysed;
  const offers = offersIn(document.uri, offersFor(services, analysis, { target, request }));
  // A name at one's own ComfyUI may be the name of a file here as well. Strings in the object of an asset name nothing.
  const isName = target.type === 'reference' || analysed.input.writtenAs !== undefined;
  const mayBeFile = isName ? couldBeFile(analysed.input) : target.type !== 'missing';
  return { actions: codeActionsFor(offers, context, position), mayBeFile };
}

/** The way from one problem to all inputs of the document. */
export function mediaListAction({ document, position, context }: CodeActionRequest): readonly CodeAction[] {
  const offer: Offer = {
    title: l10n.t('Show all media in this workflow...'),
    command: 'showMedia',
    argument: document.uri.toString(),
  };
  return hasOwnProblem(context, position) ? codeActionsFor([offer], context, position) : [];
}

interface Subject {
  readonly target: Analysis['inputs'][number]['target'];
  readonly request: InputRequest;
}

function offersFor(services: Services, { scan }: Analysis, { target, request }: Subject): readonly Offer[] {
  const pickFile: Offer = { title: l10n.t('Pick another file...'), command: 'pickFile', argument: request };
  switch (target.type) {
    case 'reference':
      return [...referenceOffers(services, target, request), ...(target.source === 'missing' ? [pickFile] : [])];
    case 'unknownReference':
      return [pickFile];
    case 'missing':
      return scan.dialect === 'generic' ? [] : [pickFile];
    default:
      return [];
  }
}

/** What can be done about a reference in a document, the best first. */
export function referenceOffers(
  { settings, recordConnections }: Pick<Services, 'settings' | 'recordConnections'>,
  target: ReferenceTarget,
  request: InputRequest,
): readonly Offer[] {
  const now = Date.now();
  const state = stateOfReference(target, { now, expiryWarning: settings.expiryWarning });
  const isDue = state === 'expired' || state === 'expiring' || state === 'renewed';
  const renewal = state === 'renewed' ? renewalOf(target, now) : undefined;
  const offers: Offer[] = [
    ...(renewal
      ? [replacementOffer(renewal, request, now)]
      : renewalOffers(target, request, { isDue, label: recordConnections.known().of(target.record).label })),
    { title: l10n.t('Restore local path'), command: 'restoreLocalPath', argument: request },
  ];
  if (isDue) {
    const title = l10n.t('Renew expired references in this document');
    offers.push({ title, command: 'refreshExpired', argument: request.document });
  }
  return offers;
}

/** Nothing is sent for this: the file has been renewed already. */
function replacementOffer({ fileName, reference }: UploadRecord, argument: InputRequest, now: number): Offer {
  const name = shown(fileName, nameLength);
  const title = l10n.t('Replace with the renewed reference ({0}, {1})', name, lifetimeText(reference, now));
  return { title, command: 'renewReference', argument, isPreferred: true };
}

function renewalOffers(
  { record, source }: ReferenceTarget,
  argument: InputRequest,
  { isDue, label }: { readonly isDue: boolean; readonly label: ShownText },
): readonly Offer[] {
  const name = shown(record.fileName, nameLength);
  const reason = restrictedReason();
  const renew = {
    command: 'renewReference',
    argument,
    ...(reason === undefined ? {} : { disabledReason: reason }),
  } as const;
  switch (source) {
    case 'changed':
      return [
        { ...renew, title: l10n.t('Upload the new version and replace ({0}, {1})', name, label), isPreferred: true },
      ];
    case 'unchanged':
      return [{ ...renew, title: l10n.t('Renew and replace ({0}, {1})', name, label), isPreferred: isDue }];
    case 'missing':
      return [];
  }
}
