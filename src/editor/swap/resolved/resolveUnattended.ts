import type { Uri } from 'vscode';
import { CancelledError, UploadError } from '../../../core/errors.ts';
import type { ProviderId } from '../../../core/providers/providerId.ts';
import { type Account, assertHasKey } from '../../../core/uploads/accounts/account.ts';
import { uploadAll } from '../../../core/uploads/batch.ts';
import type { Place, PlannedUpload, UploadPlan } from '../../../core/uploads/plan/uploadPlan.ts';
import type { UploadRequest } from '../../../core/uploads/uploadRequest.ts';
import { applyEdits, planSwap } from '../../../core/workflow/edit/swap.ts';
import { scanWorkflowInSlices } from '../../../core/workflow/scan/scanWorkflow.ts';
import type { Services } from '../../services/services.ts';
import { assignReferences } from '../assignReferences.ts';
import { admitUploads, type ChosenUploads } from '../obtainReferences.ts';
import { planForAccount } from '../preview/planWorkflows.ts';
import { placedReference } from './resolveEvent.ts';

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
 * another program, so there is no preview, and no question about key or connection.
 * @throws UploadError `connectionNotChosen`, `keyMissing`, `endpointInvalid`; CancelledError
 */
export async function resolveUnattended(
  services: Services,
  { text, uri, provider, signal }: ResolveRequest,
): Promise<ResolvedWorkflow> {
  const { accounts, connections, plainHosts } = services;
  if (connections.needsChoice(provider)) {
    // Its files would go to an account that nobody has chosen for this workspace.
    throw new UploadError('connectionNotChosen', 'This workspace has chosen none of several connections', { provider });
  }
  const account = await accounts.current(provider);
  plainHosts.assertAllowed(account);
  const scan = await scanWorkflowInSlices(text, { signal });
  const plan = await planForAccount(services, { account, workflows: [{ uri, name: '', scan }], signal });
  const sending = sendingsOf(services, plan);
  const requests: UploadRequest[] = [];
  for (const { account: recipient, uploads } of sending) {
    requests.push(...(await admitUploads(services, uploads, { account: recipient, cause: 'programme', signal })));
  }
  const { uploader } = await services.uploads();
  const outcome = await uploadAll(uploader, requests, { signal });
  if (outcome.wasCancelled) {
    throw new CancelledError();
  }
  const uploads = outcome.of(sending.flatMap((each) => each.uploads));
  const { replacements, withoutReference } = assignReferences(uploads);
  const replaced = replacements.get(uri.toString()) ?? [];
  const { edits, restorations } = planSwap(text, replaced);
  const resolved = applyEdits(text, edits);
  services.resolved.fire({ uri, text: resolved, provider, references: replaced.map(placedReference) });
  return {
    text: resolved,
    replaced: restorations.length,
    problems: [
      ...notPlanned(plan),
      ...uploads.failures.flatMap(({ item, error }) => problemsAt(item.places, codeOf(error))),
      ...problemsAt([...withoutReference], 'unexpectedReply'),
    ],
  };
}

/**
 * Which uploads go where: refused files to a storage where the person has made that the rule, and nothing about the storage
 * would have to be asked. Files outside the workspace go nowhere.
 */
function sendingsOf(services: Services, { account, uploads, overflow }: UploadPlan): readonly ChosenUploads[] {
  const isInside = ({ obstacle }: PlannedUpload): boolean => obstacle !== 'outside';
  const toStorage = overflow && isRuleFor(services, overflow.account) ? overflow.uploads.filter(isInside) : [];
  const covered = new Set(toStorage.flatMap(({ places }) => places));
  const direct = uploads.filter(isInside).flatMap((upload) => {
    const places = upload.places.filter((place) => !covered.has(place));
    return places.length === 0 ? [] : [{ ...upload, places }];
  });
  return [{ account, uploads: direct }, ...(overflow ? [{ account: overflow.account, uploads: toStorage }] : [])];
}

function isRuleFor({ settings, connections, plainHosts }: Services, storage: Account): boolean {
  if (settings.overflow !== 'always' || connections.needsChoice(storage.provider.id)) {
    return false;
  }
  try {
    assertHasKey(storage);
    plainHosts.assertAllowed(storage);
    return true;
  } catch (error) {
    if (UploadError.is(error)) {
      return false;
    }
    throw error;
  }
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
