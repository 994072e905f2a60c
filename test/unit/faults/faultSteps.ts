import type { ProviderId } from '../../../src/core/providers/providerId.ts';
import type { ProviderOptions } from '../../../src/core/providers/providerSetting.ts';
import type { Fault, FaultStep } from '../../fakes/fault.ts';
import { keyForms } from '../redaction/keyForms.ts';
import { type Ending, final, fine, retried } from './faultRows.ts';

/** One request of one provider's protocol, and where it does not end as the others do. */
export interface FaultedStep {
  readonly provider: ProviderId;
  readonly step: FaultStep;
  readonly options?: ProviderOptions;
  /** Requests of this step, by path; Runware's all have one. */
  readonly path: RegExp;
  /** Their method, where other steps have the same path. */
  readonly method?: string;
  /** Sends nothing but the call that checks the connection, or deletes an upload, which is never made again. */
  readonly isCheck?: boolean;
  /** Needed for the step to happen at all. */
  readonly setUp?: Fault;
  /** It may use the connection of the step before: if that breaks before the whole body was sent, it is sent again at once. */
  readonly followsAnotherStep?: boolean;
  /** Requests of the same path that are not of this step, in each attempt. */
  readonly othersPerAttempt?: number;
  /** Requests of the step in one attempt that ends with something worth a retry. */
  readonly perRetriedAttempt?: number;
  /** Requests of the step where a row takes more than one, although the upload as a whole isn't retried. */
  readonly perRow?: Readonly<Record<string, number>>;
  readonly rules?: Readonly<Record<string, Ending>>;
}

const withoutKey = { 'status 401': final('rejected'), 'status 403': final('rejected') };
const cloudRules = {
  'status 403': final('rejected'),
  'status 429': final('subscriptionInactive'),
  '429 with seconds': final('subscriptionInactive'),
};

/** A GET has no body to be interrupted in. */
const noBody = { 'reset duringBody': fine };

/** What has arrived is found by its hash, so that an attempt whose outcome is unknown needn't be repeated. */
const assetRules = {
  'reset afterBody': fine,
  'cut answer': fine,
  'status 403': final('rejected'),
  'status 409': retried('hashMismatch'),
};

/** Neither a HEAD request nor its answer has a body. Unless the answer says that the upload would fail, too, the file is sent. */
const probeRules: Readonly<Record<string, Ending>> = {
  ...noBody,
  ...Object.fromEntries(
    [400, 402, 403, 404, 405, 408, 409, 413, 415, 422, 425, 451].map((status) => [`status ${status}`, fine]),
  ),
  ...Object.fromEntries([...Object.keys(keyForms('')), 'in every form'].map((form) => [`key quoted ${form}`, fine])),
  'early 413': fine,
  'captive portal': fine,
  "JSON that isn't an object": fine,
  'empty object': fine,
  'empty body': fine,
  'truncated JSON': fine,
  'huge answer': fine,
};

/**
 * A new slot may solve the storage's failure, unless that is about the size; and the storage answers without a body.
 */
const storageRules: Readonly<Record<string, Ending>> = {
  ...Object.fromEntries(
    [400, 401, 402, 403, 404, 405, 408, 409, 415, 422, 425, 451].map((status) => [
      `status ${status}`,
      retried('rejected'),
    ]),
  ),
  ...Object.fromEntries(
    [...Object.keys(keyForms('')), 'in every form'].map((form) => [`key quoted ${form}`, retried('rejected')]),
  ),
  'empty body': fine,
  'empty object': fine,
  "JSON that isn't an object": fine,
  'captive portal': fine,
  'truncated JSON': fine,
  'huge answer': fine,
};

/** The storage's own body with a 403; and its success has none, so that nothing is missing from it. */
const storedRules: Readonly<Record<string, Ending>> = {
  'status 403': final('accessDenied'),
  'status 503': retried('rateLimited'),
  'early 503': retried('rateLimited'),
  '503 with a date': retried('rateLimited'),
  'empty body': fine,
  'truncated JSON': fine,
  'huge answer': fine,
};

export const faultedSteps: readonly FaultedStep[] = [
  { provider: 'runningHub', step: 'v1', options: { api: 'v1' }, path: /^\/task\/openapi\/upload$/ },
  { provider: 'runningHub', step: 'v2', options: { api: 'v2' }, path: /^\/openapi\/v2\// },
  { provider: 'runningHub', step: 'check', path: /accountStatus$/, isCheck: true },
  { provider: 'runware', step: 'task', options: { task: 'imageUpload' }, path: /^\/v1$/ },
  { provider: 'runware', step: 'task', options: { task: 'mediaStorage' }, path: /^\/v1$/ },
  {
    provider: 'runware',
    step: 'poll',
    options: { task: 'mediaStorage' },
    path: /^\/v1$/,
    setUp: { what: 'processing', times: 9 },
    othersPerAttempt: 1,
    perRetriedAttempt: 5,
    // A few bad answers in a row are put up with. One that was lost is gone, and the next says that the task is unknown.
    perRow: { 'captive portal': 5, 'huge answer': 5, 'empty body': 2, 'truncated JSON': 2 },
    // An answer without a result isn't a failure while the task is being processed: it is polled again.
    rules: {
      'empty object': final('serverError'),
      "JSON that isn't an object": final('serverError'),
      'status 404': retried('serverError'),
      'empty body': final('rejected'),
      'truncated JSON': final('rejected'),
    },
  },
  { provider: 'runware', step: 'check', path: /^\/v1$/, isCheck: true },
  { provider: 'runway', step: 'slot', path: /^\/v1\/uploads$/ },
  { provider: 'runway', step: 'storage', path: /^\/storage\//, rules: storageRules },
  {
    provider: 'runway',
    step: 'check',
    path: /^\/v1\/organization$/,
    isCheck: true,
    rules: { ...noBody, 'empty object': fine, "JSON that isn't an object": fine },
  },
  {
    provider: 'comfyApi',
    step: 'upload',
    path: /^\/api\/v2\/assets$/,
    followsAnotherStep: true,
    rules: assetRules,
  },
  { provider: 'comfyApi', step: 'probe', path: /^\/api\/v2\/assets\/by-hash\//, rules: probeRules },
  {
    provider: 'comfyApi',
    step: 'check',
    path: /^\/api\/v2\/assets\/[0-]+$/,
    isCheck: true,
    // It asks for an asset that doesn't exist.
    rules: { ...noBody, 'status 403': final('rejected'), 'status 404': fine },
  },
  { provider: 'comfyCloud', step: 'upload', path: /^\/api\/upload\/image$/, rules: cloudRules },
  {
    provider: 'comfyCloud',
    step: 'check',
    path: /^\/api\/user$/,
    isCheck: true,
    rules: {
      ...noBody,
      ...cloudRules,
      // Only the status is documented.
      'empty body': fine,
      'empty object': fine,
      "JSON that isn't an object": fine,
    },
  },
  { provider: 'comfyServer', step: 'upload', path: /^\/upload\/image$/, rules: withoutKey },
  {
    provider: 'comfyServer',
    step: 'check',
    path: /^\/system_stats$/,
    isCheck: true,
    rules: { ...noBody, ...withoutKey },
  },
  {
    provider: 's3',
    step: 'probe',
    path: /\.png$/,
    method: 'HEAD',
    rules: {
      ...noBody,
      ...Object.fromEntries(
        [400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 451].map((status) => [`status ${status}`, fine]),
      ),
      ...Object.fromEntries(
        [...Object.keys(keyForms('')), 'in every form'].map((form) => [`key quoted ${form}`, fine]),
      ),
      'early 413': fine,
      // Only the head of the answer counts, and one that isn't a storage's means that the file isn't there.
      'captive portal': fine,
      "JSON that isn't an object": fine,
      'empty object': fine,
      'empty body': fine,
      'truncated JSON': fine,
      'huge answer': fine,
    },
  },
  {
    provider: 's3',
    step: 'upload',
    path: /\.png$/,
    method: 'PUT',
    // The next attempt finds what was stored although nobody was told.
    rules: { ...storedRules, 'reset afterBody': fine, 'cut answer': fine },
  },
  {
    provider: 's3',
    step: 'check',
    path: /connection-test/,
    method: 'PUT',
    isCheck: true,
    // What is read back isn't what was written.
    rules: {
      ...storedRules,
      'empty body': final('unexpectedReply'),
      'truncated JSON': final('unexpectedReply'),
    },
  },
  {
    provider: 's3',
    step: 'delete',
    path: /\.png$/,
    method: 'DELETE',
    isCheck: true,
    rules: {
      ...storedRules,
      ...noBody,
      // What isn't there needn't be deleted.
      'status 404': fine,
      'captive portal': fine,
      "JSON that isn't an object": fine,
      'empty object': fine,
    },
  },
];
