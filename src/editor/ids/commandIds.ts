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
  'openSource',
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
  'showMoreUploads',
] as const;

export type UploadsCommand = (typeof uploadsCommands)[number];
