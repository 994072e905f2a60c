import type { Uri } from 'vscode';
import { CancelledError, UploadError } from '../../core/errors.ts';
import type { ProviderId } from '../../core/providers/providerId.ts';
import { uploadAll } from '../../core/uploads/batch.ts';
import type { Place, UploadPlan } from '../../core/uploads/plan/uploadPlan.ts';
import { applyEdits, planSwap } from '../../core/workflow/edit/swap.ts';
import { scanWorkflowInSlices } from '../../core/workflow/scan/scanWorkflow.ts';
import type { Services } from '../services/services.ts';
import { admitUploads, sortResults } from './obtainReferences.ts';
import { planForAccount } from './planWorkflows.ts';

/** A local file a document names that got no reference, and why. */
export interface UnresolvedInput {
  readonly path: readonly (string | number)[];
  readonly value: string;
  /** Code of the failure, e.g. `fileMissing`, `outsideWorkspace`, `typeUnsupported`. */
  readonly code: string;
}

export interface ResolvedWorkflow {
  /** The document with references in place of the paths that could be resolved; otherwise unchanged to the byte. */
  readonly text: string;
  readonly replaced: number;
  readonly problems: readonly UnresolvedInput[];
}

interface ResolveRequest {
  readonly text: string;
  /** Where the document is or would be, for looking up relative paths. */
  readonly uri: Uri;
  readonly provider: ProviderId;
  readonly signal: AbortSignal;
}

/**
 * Uploads the files a document names, from inside the workspace only, and returns the document with references. Called for
 * another program, so there is no preview and no question.
 * @throws UploadError `keyMissing`, `endpointInvalid`; CancelledError
 */
export async function resolveUnattended(
  services: Services,
  { text, uri, provider, signal }: ResolveRequest,
): Promise<ResolvedWorkflow> {
  const account = await services.accounts.current(provider);
  const scan = await scanWorkflowInSlices(text, { signal });
  const plan = await planForAccount(services, { account, workflows: [{ uri, name: '', scan }], signal });
  const wanted = plan.uploads.filter(({ obstacle }) => obstacle !== 'outside');
  const requests = await admitUploads(services, wanted, { account, cause: 'programme', signal });
  const { uploader } = await services.uploads();
  const outcome = await uploadAll(uploader, requests, { signal });
  if (outcome.wasCancelled) {
    throw new CancelledError();
  }
  const done = outcome.items.flatMap(({ ending }, index) => {
    const upload = wanted[index];
    return (ending.status === 'done' || ending.status === 'reused') && upload
      ? [{ upload, result: ending.result }]
      : [];
  });
  const failed = outcome.items.flatMap(({ ending }, index) => {
    const upload = wanted[index];
    return ending.status === 'failed' && upload ? [{ account, upload, error: ending.error }] : [];
  });
  const obtained = sortResults(done, failed);
  const { edits, restorations } = planSwap(text, obtained.replacements.get(uri.toString()) ?? []);
  return {
    text: applyEdits(text, edits),
    replaced: restorations.length,
    problems: [
      ...notPlanned(plan),
      ...failed.flatMap(({ upload, error }) => problemsAt(upload.places, codeOf(error))),
      ...problemsAt(obtained.unfit, 'unexpectedReply'),
    ],
  };
}

function notPlanned({ missing, uploads }: UploadPlan): UnresolvedInput[] {
  return [
    ...missing.flatMap(({ places }) => problemsAt(places, 'fileMissing')),
    ...uploads
      .filter(({ obstacle }) => obstacle === 'outside')
      .flatMap(({ places }) => problemsAt(places, 'outsideWorkspace')),
  ];
}

function problemsAt(places: readonly Place[], code: string): UnresolvedInput[] {
  return places.map(({ input }) => ({ path: input.path, value: input.value, code }));
}

/** An error that isn't an UploadError is a mistake of ours and must not be hidden in a list. */
function codeOf(error: unknown): string {
  if (!UploadError.is(error)) {
    throw error;
  }
  return error.code;
}
