/** The views by the ids the manifest gives them. */
export const viewIds = {
  uploads: 'workflowAssets.uploads',
  providers: 'workflowAssets.providers',
} as const;

/** Ids of dragged uploads, as a JSON list: what a drop into a document recognises as ours. */
export const uploadsMimeType = 'application/vnd.workflow-assets.uploads';

/** VS Code's own command that moves the focus to a view. */
export function focusCommandId(view: keyof typeof viewIds): string {
  return `${viewIds[view]}.focus`;
}
