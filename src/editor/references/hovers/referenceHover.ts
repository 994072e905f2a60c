import { type MarkdownString, type TextDocument, Uri } from 'vscode';
import { lifetimeState } from '../../../core/history/lifetime.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import { providerById } from '../../../core/providers/registry.ts';
import type { MediaInput } from '../../../core/workflow/mediaInput.ts';
import { connectionFact } from '../../connections/connectionFact.ts';
import { type CommandLink, MarkdownText } from '../../display/markdownText.ts';
import type { ReferenceTarget, UnknownReferenceTarget } from '../../documents/analysis.ts';
import { enabledOffersIn } from '../../documents/editable.ts';
import { type InputRequest, inputRequest } from '../../documents/inputAt.ts';
import { renewalOf, stateOfReference } from '../../documents/targetState.ts';
import type { CommandName } from '../../ids/commandIds.ts';
import { restrictedReason } from '../../lightbulb/restrictedMode.ts';
import { isNear } from '../../services/nearFiles.ts';
import type { Services } from '../../services/services.ts';
import { credentialNotes } from '../../text/credentialText.ts';
import { formatBytes, formatPixels } from '../../text/figures.ts';
import { l10n } from '../../text/l10n.ts';
import { lifetimeText } from '../../text/lifetimeText.ts';
import { appendThumbnail } from '../../text/mediaText.ts';
import { Moments } from '../../text/moments.ts';
import { formatList } from '../../text/names.ts';
import { capitalised, joined, maxPathLength, type ShownText, shown } from '../../text/shown.ts';
import { thumbnailShape } from './localPathHover.ts';

/** The only commands that links of a hover may run: file names and references in it come from outside. */
const enabledCommands: readonly CommandName[] = ['renewReference', 'restoreLocalPath', 'revealSource', 'pickFile'];

/** A reference in a document. */
export interface ReferenceInput {
  readonly input: MediaInput;
  readonly target: ReferenceTarget;
}

/** Thumbnail, connection, state, lifetime, local file, size, time of upload, and what can be done. */
export async function referenceHover(
  { settings: { expiryWarning }, recordConnections }: Services,
  document: TextDocument,
  { input, target }: ReferenceInput,
): Promise<MarkdownString> {
  const connection = await recordConnections.of(target.record);
  const now = Date.now();
  const { record } = target;
  const text = new MarkdownText(enabledCommands);
  if (target.source !== 'missing' && isNear(Uri.parse(record.fileUri))) {
    const { fileUri: uri, size, mediaType } = record;
    appendThumbnail(text, { uri, size, mediaType }, thumbnailShape(record.pixelSize));
  }
  text.markup('**').text(shown(record.fileName)).markup('** · ').text(connection.label);
  // Lines instead of paragraphs: a hover that is too tall hides its end, where the links are.
  const line = (content: ShownText): void => {
    text.markup('  \n').text(content);
  };
  const moments = new Moments();
  line(endText(target, now, moments));
  for (const note of credentialNotes([{ provider: record.provider, reference: target.reference }])) {
    line(note);
  }
  const renewal = renewalOf(target, now);
  const isRenewed = stateOfReference(target, { now, expiryWarning }) === 'renewed';
  if (renewal && isRenewed) {
    line(joined([l10n.t('A renewed reference is available'), lifetimeText(renewal.reference, now)], ' · '));
  }
  if (target.source !== 'unchanged') {
    line(
      target.source === 'changed'
        ? l10n.t('The local file has changed since the upload.')
        : l10n.t('The local file is missing.'),
    );
  }
  line(shown(Uri.parse(record.fileUri).fsPath, maxPathLength));
  line(sizeText(record));
  line(l10n.t('Uploaded {0}', moments.text(record.uploadedAt)));
  const fact = connectionFact(connection);
  if (fact !== undefined) {
    line(fact);
  }
  const restricted = isRenewed ? undefined : restrictedReason();
  if (restricted !== undefined) {
    line(restricted);
  }
  const isGone = connection.state === 'removed' || connection.state === 'unknown';
  const mayEnd = isGone || target.source === 'changed' || lifetimeState(target.reference, now, 0) !== 'kept';
  const links = linksFor(
    target,
    { isRenewed, canRenew: mayEnd && restricted === undefined },
    inputRequest(document, input),
  );
  return text.markup('\n\n').links(enabledOffersIn(document.uri, links)).toMarkdown();
}

/** What little can be said about a reference that isn't in the history. */
export function unknownReferenceHover(
  document: TextDocument,
  { input, target }: { readonly input: MediaInput; readonly target: UnknownReferenceTarget },
): MarkdownString {
  const labels = formatList(target.providers.map((id) => shown(providerById(id).label)));
  return new MarkdownText(enabledCommands)
    .markup('**')
    .text(l10n.t('Unknown reference'))
    .markup('** · ')
    .text(labels)
    .markup('  \n')
    .text(l10n.t("It isn't in the upload history of this machine, so its file and its end are unknown."))
    .markup('\n\n')
    .links(
      enabledOffersIn(document.uri, [
        { title: l10n.t('Pick another file...'), command: 'pickFile', argument: inputRequest(document, input) },
      ]),
    )
    .toMarkdown();
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

interface RenewalChoices {
  /** Whether a valid reference takes the place of this one, so that nothing has to be sent. */
  readonly isRenewed: boolean;
  /** Whether sending the file again makes sense and is allowed. */
  readonly canRenew: boolean;
}

/** What can be done about the reference. */
function linksFor(
  { source }: ReferenceTarget,
  { isRenewed, canRenew }: RenewalChoices,
  argument: InputRequest,
): readonly CommandLink[] {
  const link = (title: ShownText, command: CommandName): CommandLink => ({ title, command, argument });
  return [
    ...(isRenewed
      ? [link(l10n.t('Replace with the renewed reference'), 'renewReference')]
      : canRenew && source !== 'missing'
        ? [
            link(
              source === 'changed' ? l10n.t('Upload the new version') : l10n.t('Renew and replace'),
              'renewReference',
            ),
          ]
        : []),
    link(l10n.t('Restore local path'), 'restoreLocalPath'),
    source === 'missing'
      ? link(l10n.t('Pick another file...'), 'pickFile')
      : link(l10n.t('Reveal file'), 'revealSource'),
  ];
}
