import type { ProviderId } from '../../core/providers/providerId.ts';

/** What the id of everything the extension contributes begins with. */
export const idPrefix = 'workflowAssets';

/** Commands of the Uploads view, on its rows or on the history as a whole; without the prefix. */
export const uploadsCommands = [
  'copyReference',
  'copySnippet',
  'copyAs',
  'insertReference',
  'uploadAgain',
  'renewUpload',
  'renewEverywhere',
  'findUsages',
  'revealFile',
  'copyPath',
  'openSource',
  'openRow',
  'deleteAtProvider',
  'removeFromHistory',
  'undoRemoval',
  'clearExpired',
  'clearHistory',
  'exportUploads',
  'importUploads',
  'groupUploads',
  'sortUploads',
  'filterUploads',
  'searchUploads',
  'clearUploadFilter',
  'cancelUpload',
  'cancelWaitingUploads',
  'retryUpload',
  'showReason',
  'dismissUpload',
  'dismissAllFailed',
  'showMoreUploads',
] as const;

/** Commands about one connection, on its row in the Providers view or after a question. */
export const providerCommands = [
  'addConnection',
  'useConnection',
  'renameConnection',
  'removeConnection',
  'setAuthentication',
  'removeAuthentication',
  'setApiKey',
  'removeApiKey',
  'testConnection',
  'openProviderDocumentation',
  'openEndpointSetting',
  'changeOptions',
] as const;

/** Commands about a whole workflow, in a document or in an image. */
export const workflowCommands = [
  'swapReferences',
  'copyResolvedWorkflow',
  'openResolvedWorkflow',
  'copyAsCurl',
  'openEmbeddedWorkflow',
] as const;

/** Commands about the references in a document. */
export const referenceCommands = ['refreshExpired', 'restoreLocalPaths', 'showMedia'] as const;

/** Commands about a single string: run by code actions and links only, since they need to be told which one. */
export const singleReferenceCommands = [
  'renewReference',
  'restoreLocalPath',
  'pickFile',
  'revealSource',
  'openSourceOf',
  'saveKeyFromFile',
  'uploadLink',
  'inlineAsDataUri',
] as const;

/** Commands that only code actions and inserted text run: the manifest doesn't name them. */
export const internalCommands = [...singleReferenceCommands, 'replaceString', 'swapOnSave'] as const;

/** Every command of the manifest, but for one "Upload to" per provider. */
export const contributedCommands = [
  'upload',
  'uploadFolderAsZip',
  'showLog',
  ...uploadsCommands,
  ...providerCommands,
  ...workflowCommands,
  ...referenceCommands,
  'checkWorkflow',
] as const;

export type UploadsCommand = (typeof uploadsCommands)[number];

/** The name of a command without the prefix. */
export type CommandName =
  | (typeof contributedCommands)[number]
  | (typeof internalCommands)[number]
  | `uploadTo.${ProviderId}`;

/** The id under which VS Code knows a command. */
export function commandId(name: CommandName): string {
  return `${idPrefix}.${name}`;
}
