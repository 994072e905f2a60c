import { basename } from 'node:path';
import { l10n, type TextDocument, Uri, workspace } from 'vscode';
import type { Engine } from '../../core/engine.ts';
import { CancelledError, UploadError } from '../../core/errors.ts';
import { lifetimeState } from '../../core/history/lifetime.ts';
import type { UploadRecord } from '../../core/history/record.ts';
import type { Account } from '../../core/uploads/account.ts';
import type { BatchItem } from '../../core/uploads/batch.ts';
import type { UploadRequest } from '../../core/uploads/uploader.ts';
import type { MediaInput } from '../../core/workflow/mediaInput.ts';
import { pathContextOf } from '../documents/documentPaths.ts';
import { fittingReference } from '../documents/fittingReference.ts';
import type { ReferenceTarget } from '../documents/inputAt.ts';
import type { Services } from '../services.ts';
import { applySwap } from '../swap/applySwap.ts';
import { rememberRenewal } from '../swap/originalPaths.ts';
import { assertMaySend } from '../upload/consent.ts';
import { sourceAgain } from '../upload/folderAsZip.ts';
import { withUploadProgress } from '../upload/withUploadProgress.ts';

/** A reference in a document that is to be made anew. */
export interface Renewal {
  readonly input: MediaInput;
  readonly target: ReferenceTarget;
}

export interface RenewalFailure {
  readonly fileName: string;
  readonly renewals: readonly Renewal[];
  readonly error: unknown;
}

export interface RenewalOutcome {
  /** References now fresh in the document. */
  readonly renewed: readonly { readonly renewal: Renewal; readonly record: UploadRecord }[];
  readonly failures: readonly RenewalFailure[];
  /** Inputs somebody changed while the files were on their way; they were left alone. */
  readonly skipped: number;
  /** Whether VS Code refused the edit, as it does for read-only documents. */
  readonly refused: boolean;
}

/** One file to be sent to one provider, for all the strings that need it. */
interface Group {
  readonly renewals: readonly Renewal[];
  readonly record: UploadRecord;
  readonly first: Renewal;
}

/**
 * Uploads the local files behind references, each once, and replaces the references in one undo step. A file that fails
 * does not stop the others.
 *
 * @throws CancelledError where everything was called off
 */
export async function renewReferences(
  services: Services,
  document: TextDocument,
  renewals: readonly Renewal[],
): Promise<RenewalOutcome> {
  const engine = await services.engine();
  const groups = groupsOf(renewals);
  const failures: RenewalFailure[] = [];
  const ready: { group: Group; account: Account }[] = [];
  const accounts = new Map<string, Promise<Account | undefined>>();
  for (const group of groups) {
    try {
      await assertMayRenew(services, engine, document, group);
      const { provider } = group.record;
      const account = accounts.get(provider) ?? services.accounts.currentOrAsk(provider);
      accounts.set(provider, account);
      const found = await account;
      if (found) {
        ready.push({ group, account: found });
      }
    } catch (error) {
      if (!CancelledError.is(error)) {
        failures.push({ fileName: group.record.fileName, renewals: group.renewals, error });
      }
    }
  }
  if (ready.length === 0 && failures.length === 0) {
    throw new CancelledError();
  }
  const items = ready.length > 0 ? await uploadGroups(services, engine, ready) : [];
  const replacements: { renewal: Renewal; record: UploadRecord; newValue: string }[] = [];
  for (const [index, { group }] of ready.entries()) {
    const item = items[index];
    if (item?.status === 'done') {
      const { record } = item.result;
      for (const renewal of group.renewals) {
        replacements.push({ renewal, record, newValue: newReference(record, renewal) });
      }
    } else if (item?.status === 'failed') {
      failures.push({ fileName: group.record.fileName, renewals: group.renewals, error: item.error });
    }
  }
  if (replacements.length === 0 && failures.length === 0) {
    throw new CancelledError();
  }
  const changed = replacements.flatMap(({ renewal: { input }, newValue }) =>
    input.value === newValue ? [] : [{ input, newValue }],
  );
  const applied = await applySwap(services, new Map([[document.uri.toString(), changed]]), rememberRenewal);
  return { renewed: replacements, failures, skipped: applied.skipped.length, refused: applied.refused.length > 0 };
}

function groupsOf(renewals: readonly Renewal[]): readonly Group[] {
  const groups = Map.groupBy(renewals, ({ target: { record, reference } }) =>
    JSON.stringify([record.fileUri, record.provider, reference.form]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ renewals: group, record: first.target.record, first }] : [];
  });
}

/**
 * Sending the very bytes again that were sent to the same provider before needs no new consent. A file that has changed
 * since does where it lies outside the workspace: the history may have been imported, and what it names never seen here.
 */
async function assertMayRenew(services: Services, engine: Engine, document: TextDocument, group: Group): Promise<void> {
  const { record, first } = group;
  const { source } = first.target;
  if (source === 'missing') {
    throw new UploadError('fileMissing', 'The file a reference was made from is not there any more', {
      fileName: record.fileName,
      provider: record.provider,
    });
  }
  const file = Uri.parse(record.fileUri);
  if (source === 'unchanged' || file.scheme !== 'file') {
    return;
  }
  const resolved = await engine.workflow.resolvePath(file.fsPath, pathContextOf(document.uri, services.settings));
  if (resolved) {
    await assertMaySend(resolved, engine.providerById(record.provider));
  }
}

function uploadGroups(
  services: Services,
  engine: Engine,
  ready: readonly { readonly group: Group; readonly account: Account }[],
): Thenable<readonly BatchItem[]> {
  const [only] = ready;
  const title =
    ready.length === 1 && only
      ? l10n.t('Uploading {0} to {1}', only.group.record.fileName, only.account.provider.label)
      : l10n.t('Renewing {0} references', ready.length);
  return withUploadProgress(title, ready.length, (reporter, signal) =>
    engine.uploadAll(
      ready.map(({ group, account }, index): UploadRequest => {
        const file = Uri.parse(group.record.fileUri);
        return {
          source: sourceAgain(file, account.provider, engine),
          account,
          reuse: services.settings.reuseUploads && mayReuse(services, engine, account, group),
          form: group.first.target.reference.form,
          workspaceUri: workspace.getWorkspaceFolder(file)?.uri.toString(),
          signal,
          onProgress: (progress) => reporter.report(index, progress),
        };
      }),
      { onItem: (_item, index) => reporter.finish(index) },
    ),
  );
}

/**
 * An earlier upload will do, e.g. one that renewed the same reference in another document a minute ago; but not the very
 * one that is to be renewed, nor one that ends soon as well.
 */
function mayReuse(services: Services, engine: Engine, account: Account, { record, first }: Group): boolean {
  if (first.target.source === 'changed') {
    return true;
  }
  const newest = engine.history.findByContent(engine.scopeOf(account), record.contentHash);
  const state = newest && lifetimeState(newest.reference, Date.now(), services.settings.expiryWarning);
  return newest?.id !== record.id && state !== 'expiring';
}

/** In the form that stood there; where the new upload has none of it, in one that fits. */
function newReference(record: UploadRecord, { input, target }: Renewal): string {
  const references = [record.reference, ...record.alternatives];
  const same = references.find((reference) => reference.form === target.reference.form);
  return (same ?? fittingReference(record, input.fits) ?? record.reference).value;
}

/** Name of the document, for messages. */
export function nameOf(document: TextDocument): string {
  return basename(document.uri.path);
}
