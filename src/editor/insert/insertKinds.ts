import { DocumentDropOrPasteEditKind } from 'vscode';
import { idPrefix } from '../ids/commandIds.ts';

/** By these names a person can set which edit a drop or paste makes at once (`editor.pasteAs.preferences`). */
export const insertKinds = {
  path: DocumentDropOrPasteEditKind.Empty.append(idPrefix, 'path'),
  reference: DocumentDropOrPasteEditKind.Empty.append(idPrefix, 'reference'),
} as const;
