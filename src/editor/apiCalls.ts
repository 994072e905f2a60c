import { Uri } from 'vscode';
import type { WorkflowAssetsApi } from './api.ts';
import { checkForProgramme } from './check/checkForProgramme.ts';
import type { Services } from './services/services.ts';
import { resolveUnattended } from './swap/resolved/resolveUnattended.ts';
import { uploadForProgramme } from './upload/uploadForProgramme.ts';

/** The calls of the public API. URIs from another extension may be of another copy of the class, so they are parsed again. */
export function apiCalls(services: Services): Omit<WorkflowAssetsApi, 'version' | 'onDidResolve'> {
  return {
    upload: (uri, { provider, signal = neverAborted() }) =>
      uploadForProgramme(services, Uri.parse(uri.toString()), { provider, signal }),
    uploads: async (query) => (await services.history()).query(query ?? { limit: 100 }),
    resolveWorkflow: (text, uri, { provider, signal = neverAborted() }) =>
      resolveUnattended(services, { text, uri: Uri.parse(uri.toString()), provider, signal }),
    check: (workflow, options = {}) => checkForProgramme(services, workflow, options),
  };
}

function neverAborted(): AbortSignal {
  return new AbortController().signal;
}
