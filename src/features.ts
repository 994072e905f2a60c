import { agentTools } from './editor/agents/agentTools.ts';
import { apiCalls } from './editor/apiCalls.ts';
import { checkWorkflow } from './editor/check/checkWorkflow.ts';
import { openEmbeddedWorkflow } from './editor/embedded/openEmbeddedWorkflow.ts';
import { transferEdits } from './editor/insert/transferEdits.ts';
import { inlineAsDataUri } from './editor/lightbulb/inlineAsDataUri.ts';
import { replaceString } from './editor/lightbulb/uploadAndReplace.ts';
import { uploadLink } from './editor/lightbulb/uploadLink.ts';
import { openSourceOf } from './editor/navigation/openSourceOf.ts';
import { providerActions } from './editor/providersView/providerCommands.ts';
import { providerChildren } from './editor/providersView/rows/providerChildren.ts';
import { providerItem } from './editor/providersView/rows/providerRows.ts';
import { saveKeyFromFile } from './editor/references/keys/saveKeyFromFile.ts';
import { showMedia } from './editor/references/media/showMedia.ts';
import { pickFile } from './editor/references/pickFile.ts';
import { refreshExpired, renewReference } from './editor/references/renewal/refreshExpired.ts';
import { restoreLocalPath, restoreLocalPaths } from './editor/references/restorePaths.ts';
import { revealSource } from './editor/references/revealSource.ts';
import { copyAsCurl } from './editor/swap/handOver/copyAsCurl.ts';
import { copyResolvedWorkflow, openResolvedWorkflow } from './editor/swap/resolved/resolvedCopy.ts';
import { swapReferences } from './editor/swap/swapAll.ts';
import { SwapOnSave } from './editor/swap/swapOnSave.ts';
import { showFailure } from './editor/upload/failureMessage.ts';
import { reportInterrupted } from './editor/upload/unfinished/reportInterrupted.ts';
import { createUploadFlow } from './editor/upload/uploadFlow.ts';
import { openUploads } from './editor/uploadsView/openUploads.ts';

/** What a command, a drop, a paste or one of the views needs; loaded by the first of them. */
export const features = {
  agentTools,
  apiCalls,
  createUploadFlow,
  openUploads,
  reportInterrupted,
  providerChildren,
  providerItem,
  providerActions,
  showFailure,
  replaceString,
  copyResolvedWorkflow,
  openResolvedWorkflow,
  copyAsCurl,
  openEmbeddedWorkflow,
  swapReferences,
  SwapOnSave,
  refreshExpired,
  renewReference,
  restoreLocalPaths,
  restoreLocalPath,
  pickFile,
  revealSource,
  openSourceOf,
  saveKeyFromFile,
  uploadLink,
  inlineAsDataUri,
  showMedia,
  transferEdits,
  checkWorkflow,
};

export type Features = typeof features;
