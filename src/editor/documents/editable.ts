import { type Uri, workspace } from 'vscode';
import { window } from '../display/window.ts';
import type { CommandName } from '../ids/commandIds.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { nameLength, type ShownText, shown } from '../text/shown.ts';

/** Documents that are written by the person though no file system holds them. */
const unsavedSchemes: readonly string[] = ['untitled', 'vscode-notebook-cell'];

/** What can be done with an input without changing the document. */
const lookingCommands: readonly CommandName[] = ['showMedia', 'revealSource', 'copyResolvedWorkflow'];

/** Whether a document can be edited: copies that are shown read-only can't, nor can other versions of a file in a diff. */
export function canBeEdited({ scheme }: Uri): boolean {
  return unsavedSchemes.includes(scheme) || workspace.fs.isWritableFileSystem(scheme) === true;
}

/** Why a document can't be edited, and what to do. */
function readOnlyReason(document: Uri): ShownText {
  return l10n.t('{0} is read-only. Save a copy with Save As to edit it.', shown(nameOf(document), nameLength));
}

/** Says why nothing is done about a read-only document. @returns whether it is one */
export function warnIfReadOnly(document: Uri): boolean {
  const isReadOnly = !canBeEdited(document);
  if (isReadOnly) {
    void window.showWarningMessage(readOnlyReason(document));
  }
  return isReadOnly;
}

/** Something that can be offered for a string of a document. */
interface Offered {
  readonly command: CommandName;
  readonly disabledReason?: ShownText;
}

/** The same offers with those that couldn't be carried out in this document disabled. */
export function offersIn<T extends Offered>(document: Uri, offers: readonly T[]): readonly T[] {
  return canBeEdited(document)
    ? offers
    : offers.map((offer) =>
        lookingCommands.includes(offer.command) ? offer : { ...offer, disabledReason: readOnlyReason(document) },
      );
}

/** The offers that can be carried out in this document, for places that have no room for reasons. */
export function enabledOffersIn<T extends Offered>(document: Uri, offers: readonly T[]): readonly T[] {
  return offersIn(document, offers).filter(({ disabledReason }) => disabledReason === undefined);
}
