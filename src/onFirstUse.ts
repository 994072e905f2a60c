import { createEngine } from './core/engine.ts';
import { keepDocumentsFresh } from './editor/freshness/freshDocuments.ts';
import { hoverAt } from './editor/freshness/hover.ts';
import { inlayHints, resolveHint } from './editor/freshness/inlayHints.ts';
import { pickFile } from './editor/freshness/pickFile.ts';
import { quickFixes } from './editor/freshness/quickFixes.ts';
import { refreshExpired, renewReference } from './editor/freshness/refreshExpired.ts';
import { restoreLocalPath, restoreLocalPaths } from './editor/freshness/restorePaths.ts';
import { resolveCompletion } from './editor/insert/completionDetails.ts';
import { completions } from './editor/insert/completions.ts';
import { dropEdits, pasteEdits } from './editor/insert/transferEdits.ts';
import { askForKey } from './editor/keyPrompt.ts';
import { showFailure } from './editor/uploads/failureMessage.ts';
import { sourceOf } from './editor/uploads/sources.ts';
import { createUploadFlow } from './editor/uploads/uploadFlow.ts';
import { openUploads } from './editor/views/uploads/openUploads.ts';
import { analyse } from './editor/workflow/analyse.ts';
import { replaceString } from './editor/workflow/replaceString.ts';
import { copyResolvedWorkflow, openResolvedWorkflow } from './editor/workflow/resolvedWorkflow.ts';
import { resolveWorkflow } from './editor/workflow/resolveWorkflow.ts';
import { swapReferences } from './editor/workflow/swapAll.ts';
import { swapOnSave } from './editor/workflow/swapOnSave.ts';
import { uploadActions } from './editor/workflow/uploadActions.ts';

/**
 * The second bundle: all that happens after a gesture. The first one only registers features and is loaded in every
 * window, so it must not import any of these modules itself, only their types; it asks for them by
 * `services.firstUse()`.
 */
export const onFirstUse = {
  createEngine,
  createUploadFlow,
  openUploads,
  askForKey,
  showFailure,
  sourceOf,
  analyse,
  uploadActions,
  replaceString,
  resolveWorkflow,
  copyResolvedWorkflow,
  openResolvedWorkflow,
  swapReferences,
  swapOnSave,
  keepDocumentsFresh,
  inlayHints,
  resolveHint,
  hoverAt,
  quickFixes,
  refreshExpired,
  renewReference,
  restoreLocalPaths,
  restoreLocalPath,
  pickFile,
  completions,
  resolveCompletion,
  dropEdits,
  pasteEdits,
};

export type OnFirstUse = typeof onFirstUse;
