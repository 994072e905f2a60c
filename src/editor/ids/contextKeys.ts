/** Keys the `when` clauses of the manifest ask for; set with VS Code's command `setContext`. */
export const contextKeys = {
  /** The document in the active editor is a workflow. */
  isWorkflow: 'workflowAssets.isWorkflow',
  /** The Uploads view shows only a part of the history. */
  uploadsFiltered: 'workflowAssets.uploadsFiltered',
  /** Something was removed from the history in this window. */
  canUndoRemoval: 'workflowAssets.canUndoRemoval',
} as const;
