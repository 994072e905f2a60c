import { DocumentDropOrPasteEditKind } from 'vscode';

/** By these names a person can set which edit a drop or paste makes at once (`editor.pasteAs.preferences`). */
export const insertKinds = {
  path: DocumentDropOrPasteEditKind.Empty.append('workflowAssets', 'path'),
  reference: DocumentDropOrPasteEditKind.Empty.append('workflowAssets', 'reference'),
} as const;
