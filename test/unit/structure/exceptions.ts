/** What VS Code dictates, by what the checks call it. */
export const dictatedByVscode: readonly string[] = [
  // VS Code calls it.
  'src/extension.ts: activate',
  // Parameters of VS Code's interfaces.
  'src/editor/insert/registerInsert.ts: provideDocumentDropEdits (4)',
  'src/editor/insert/registerInsert.ts: provideDocumentPasteEdits (5)',
  'src/editor/lightbulb/registerLightbulb.ts: provideCodeActions (4)',
  // Other extensions call it: the public API.
  'src/editor/api.ts: resolveWorkflow',
  'src/editor/api.ts: check',
  'src/editor/check/checkForProgramme.ts: ready',
  'src/editor/check/checkForProgramme.ts: endsAt',
  'src/editor/api.ts: onDidResolve',
];

/** What a provider's file says for `npm run generate` alone, so that one file holds all there is to say about a provider. */
export const readByTheGenerator: readonly string[] = [
  'src/core/providers/provider.ts: texts',
  'src/core/providers/providerSetting.ts: description',
];

/** Lists that tests go through; the sources use the types of their elements. */
export const listedForTests: readonly string[] = [
  'src/core/errorCodes.ts: uploadErrorCodes',
  'src/editor/ids/commandIds.ts: contributedCommands',
  'src/editor/ids/commandIds.ts: internalCommands',
  'src/editor/ids/settingIds.ts: settingNames',
];

/** Narrower types for VS Code's own objects, whose properties VS Code reads. */
export const displayFolder = 'src/editor/display/';

/** What the log shows with the object it belongs to, as JSON. */
export const writtenToTheLog: readonly string[] = ['src/core/history/exchange/importRecords.ts: field'];
