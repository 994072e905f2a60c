import { createEngine } from './core/engine.ts';
import { analyse } from './editor/documents/analyse.ts';
import { resolveCompletion } from './editor/insert/completionDetails.ts';
import { completions } from './editor/insert/completions.ts';
import { dropEdits, pasteEdits } from './editor/insert/transferEdits.ts';
import { askForKey } from './editor/keyPrompt.ts';
import { uploadActions } from './editor/lightbulb/uploadActions.ts';
import { replaceString } from './editor/lightbulb/uploadAndReplace.ts';
import { keepDocumentsFresh } from './editor/references/freshDocuments.ts';
import { hoverAt } from './editor/references/hover.ts';
import { inlayHints, resolveHint } from './editor/references/inlayHints.ts';
import { pickFile } from './editor/references/pickFile.ts';
import { quickFixes } from './editor/references/quickFixes.ts';
import { refreshExpired, renewReference } from './editor/references/refreshExpired.ts';
import { restoreLocalPath, restoreLocalPaths } from './editor/references/restorePaths.ts';
import { copyResolvedWorkflow, openResolvedWorkflow } from './editor/swap/resolvedCopy.ts';
import { resolveWorkflow } from './editor/swap/resolveWorkflow.ts';
import { swapReferences } from './editor/swap/swapAll.ts';
import { swapOnSave } from './editor/swap/swapOnSave.ts';
import { showFailure } from './editor/upload/failureMessage.ts';
import { createUploadFlow } from './editor/upload/uploadFlow.ts';
import { sourceOf } from './editor/upload/uploadSources.ts';
import { openUploads } from './editor/uploadsView/openUploads.ts';

/**
 * The second bundle: all that happens after a gesture. The first one only registers features and is loaded in every
 * window, so it must not import any of these modules itself, only their types; it asks for them by
 * `services.firstUse()`.
 */
export const features = {
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

export type Features = typeof features;
