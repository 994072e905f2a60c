/** Ids of dragged uploads, as a JSON list; for our own drop into documents. */
export const uploadsMimeType = 'application/vnd.workflow-assets.uploads';
