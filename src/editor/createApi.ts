import type { Lazy } from '../lazy.ts';
import type { WorkflowAssetsApi } from './api.ts';

/** What `activate()` returns; whatever it does is loaded by the first call. */
export function createApi(lazy: Lazy): WorkflowAssetsApi {
  const calls = async () => {
    const { services, apiCalls } = await lazy.features();
    return apiCalls(services);
  };
  return {
    version: 1,
    upload: async (...question) => (await calls()).upload(...question),
    uploads: async (...question) => (await calls()).uploads(...question),
    resolveWorkflow: async (...question) => (await calls()).resolveWorkflow(...question),
    check: async (...question) => (await calls()).check(...question),
    onDidResolve: lazy.activation.resolved.event,
  };
}
