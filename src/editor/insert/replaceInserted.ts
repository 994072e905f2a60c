import { basename } from 'node:path';
import { type TextDocument, Uri, workspace } from 'vscode';
import { UploadError } from '../../core/errors.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import { type Ending, Outcome } from '../../core/outcome.ts';
import { type Account, accountLabel } from '../../core/uploads/accounts/account.ts';
import { uploadAll } from '../../core/uploads/batch.ts';
import { replacementBy } from '../../core/workflow/edit/replacementBy.ts';
import type { Replacement } from '../../core/workflow/edit/textEdit.ts';
import type { MediaInput } from '../../core/workflow/mediaInput.ts';
import { resolvePath } from '../../core/workflow/paths/resolvePath.ts';
import { inputAround } from '../../core/workflow/scan/inputAround.ts';
import { scanWorkflowInSlices } from '../../core/workflow/scan/scanWorkflow.ts';
import { pathContextOf } from '../documents/documentPaths.ts';
import { fittingReference } from '../documents/fittingReference.ts';
import { type FollowedPlaces, followPlaces } from '../documents/following/followPlaces.ts';
import { changedMeanwhile, changedMeanwhileText } from '../outcome/changedMeanwhile.ts';
import { showOutcome } from '../outcome/showOutcome.ts';
import type { Services } from '../services/services.ts';
import { applySwap } from '../swap/applySwap.ts';
import { l10n } from '../text/l10n.ts';
import { nameLength, shown } from '../text/shown.ts';
import { admitFiles, fileToSend } from '../upload/filesToSend.ts';
import { accountFor, sameTarget } from '../upload/uploadTarget.ts';
import { withUploadProgress } from '../upload/withUploadProgress.ts';

/** A string that an edit puts into a document. */
export interface InsertedPath {
  /** Of its opening quote once the edit is applied, in UTF-16 units. */
  readonly offset: number;
  /** With its quotes. */
  readonly token: string;
  readonly value: string;
}

/** Where several paths were inserted, and where their files go. */
interface Insertion {
  readonly services: Services;
  readonly document: TextDocument;
  readonly account: Account;
  readonly followed: FollowedPlaces;
}

type PathsOutcome = Outcome<InsertedPath, UploadRecord>;

/** Uploads the files of several inserted paths as one batch, and replaces the paths with references in one undo step. */
export async function replaceInserted(
  services: Services,
  document: TextDocument,
  { paths, account }: { readonly paths: readonly InsertedPath[]; readonly account: Account },
): Promise<void> {
  // Followed as long as the message offers to try again.
  const followed = followPlaces(document, paths.map(placeOf));
  try {
    await uploadAndReplace({ services, document, account, followed }, paths);
  } finally {
    followed.dispose();
  }
}

async function uploadAndReplace(
  insertion: Insertion,
  paths: readonly InsertedPath[],
  before?: PathsOutcome,
): Promise<void> {
  const uploaded = await upload(insertion, paths);
  const replaced = await replace(insertion, uploaded);
  const outcome = before ? before.after(replaced) : replaced;
  await showOutcome(insertion.services, {
    operation: 'swap',
    outcome,
    provider: shown(accountLabel(insertion.account)),
    nameOf: ({ value }) => basename(value),
    leftOutText: (reason, { length }) => changedMeanwhileText(reason, length),
    tryAgain: async (again) => {
      const account = await accountFor(insertion.services, sameTarget(insertion.account));
      return account && uploadAndReplace({ ...insertion, account }, again, outcome);
    },
  });
}

/** The uploads, each file once however often it was inserted. */
async function upload(
  { services, document, account }: Insertion,
  paths: readonly InsertedPath[],
): Promise<PathsOutcome> {
  const context = await pathContextOf(document.uri, services);
  const files = new Map<string, string>();
  for (const { value } of paths) {
    const resolved = await resolvePath(value, context);
    if (resolved) {
      files.set(value, resolved.file);
    }
  }
  const values = [...files.keys()];
  const uris = [...files.values()].map((file) => Uri.file(file));
  const { signal: never } = new AbortController();
  const sources = await admitFiles(
    services,
    uris.map((uri) => fileToSend(uri, 'chosen')),
    { account, signal: never },
  );
  const requests = sources.map((source, index) => ({
    source,
    account,
    reuse: services.settings.reuseUploads,
    workspaceUri: workspace.getWorkspaceFolder(uris[index] ?? document.uri)?.uri.toString(),
  }));
  const { uploader } = await services.uploads();
  const label = shown(accountLabel(account));
  const title =
    requests.length === 1
      ? l10n.t('Uploading {0} to {1}', shown(basename(values[0] ?? ''), nameLength), label)
      : l10n.t('Uploading {0} files to {1}', requests.length, label);
  const outcome = await withUploadProgress(title, requests.length, (reporter, signal) =>
    uploadAll(uploader, requests, {
      ...(signal ? { signal } : {}),
      onProgress: (progress, index) => reporter.report(index, progress),
      onItem: (_item, index) => reporter.finish(index),
    }),
  );
  const endings = new Map(outcome.of(values).items.map(({ item, ending }) => [item, ending]));
  return new Outcome(
    paths.map((item) => {
      const ending = endings.get(item.value) ?? { status: 'failed' as const, error: missing(item, account) };
      return { item, ending: 'result' in ending ? { ...ending, result: ending.result.record } : ending };
    }),
  );
}

async function replace({ services, document, followed }: Insertion, uploaded: PathsOutcome): Promise<PathsOutcome> {
  const { text, inputs } = await scanned(document);
  const replacements: Replacement[] = [];
  const placed = uploaded.items.map(({ item, ending }) => {
    if (!('result' in ending)) {
      return { item, ending };
    }
    const offset = followed.now(placeOf(item));
    const input = offset === undefined ? undefined : inputAround(text, inputs, { offset, value: item.value });
    const reference = input && (fittingReference(ending.result, input.fits) ?? ending.result.reference);
    if (input && reference) {
      replacements.push(replacementBy(input, reference));
      return { item, ending, path: JSON.stringify(input.path) };
    }
    return { item, ending: { status: 'leftOut' as const, reason: changedMeanwhile } };
  });
  const applied = await applySwap(services, new Map([[document.uri.toString(), replacements]]));
  const skipped = new Set(applied.skipped.map(({ path }) => JSON.stringify(path)));
  return new Outcome(
    placed.map(({ item, ending, path }): { item: InsertedPath; ending: Ending<UploadRecord> } => {
      const isLeft = path !== undefined && (applied.refused.length > 0 || skipped.has(path));
      return { item, ending: isLeft ? { status: 'leftOut', reason: changedMeanwhile } : ending };
    }),
  );
}

/** The document as it is when this returns: places followed belong to no earlier text. */
async function scanned(document: TextDocument): Promise<{ text: string; inputs: readonly MediaInput[] }> {
  for (;;) {
    const { version } = document;
    const text = document.getText();
    const { inputs } = await scanWorkflowInSlices(text);
    if (document.version === version) {
      return { text, inputs };
    }
  }
}

function missing({ value }: InsertedPath, { provider }: Account): UploadError {
  return new UploadError('fileMissing', 'The inserted path leads to no file', {
    fileName: basename(value),
    provider: provider.id,
  });
}

/** Inside the string: its quotes are replaced with it. */
function placeOf({ offset }: InsertedPath): number {
  return offset + 1;
}
