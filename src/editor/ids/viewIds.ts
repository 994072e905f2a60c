/** The views by the ids the manifest gives them. */
export const viewIds = {
  uploads: 'workflowAssets.uploads',
  providers: 'workflowAssets.providers',
} as const;

/** VS Code's own command that moves the focus to a view. */
export function focusCommandId(view: keyof typeof viewIds): string {
  return `${viewIds[view]}.focus`;
}
