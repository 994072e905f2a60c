/** Keys the `when` clauses of the manifest ask for; set with VS Code's command `setContext`. */
export const contextKeys = {
  /** The document in the active editor is a workflow. */
  isWorkflow: 'workflowAssets.isWorkflow',
  /** The Uploads view shows only a part of the history. */
  uploadsFiltered: 'workflowAssets.uploadsFiltered',
  /** Something was removed from the history in this window. */
  canUndoRemoval: 'workflowAssets.canUndoRemoval',
} as const;

/** Keys the steps of the walkthrough ask for, each set once something has worked. */
export const milestoneKeys = {
  /** A key was saved, or a connection tested that needs none. */
  keySaved: 'workflowAssets.keySaved',
  uploaded: 'workflowAssets.uploaded',
  /** A reference took the place of a path. */
  pathReplaced: 'workflowAssets.pathReplaced',
} as const;

export type MilestoneKey = keyof typeof milestoneKeys;
