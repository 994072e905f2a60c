import { basename } from 'node:path';
import { Range, type TextDocument, type Uri, workspace } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { replaceNamedFile } from '../lightbulb/uploadAndReplace.ts';
import { inBackground } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { shown } from '../text/shown.ts';
import { showFailure } from '../upload/failureMessage.ts';
import { chooseProvider } from '../upload/providerChoice.ts';
import { type InsertedPath, replaceInserted } from './replaceInserted.ts';

export interface InsertedMedia {
  readonly paths: readonly InsertedPath[];
  /** Files that the same edit creates. */
  readonly created: readonly Uri[];
  /** `undefined`: ask. */
  readonly provider: Provider | undefined;
  readonly candidates: readonly Provider[];
}

/** How long to wait for an edit that is being applied, and how often to look, in milliseconds. */
const timeout = 10_000;
const pollInterval = 50;

/** Uploads files whose paths were just inserted, and replaces the paths with references in one undo step. */
export async function uploadInserted(
  services: Services,
  document: TextDocument,
  inserted: InsertedMedia,
): Promise<void> {
  const { paths, created, candidates } = inserted;
  const isApplied = await until(async () => paths.every((path) => holds(document, path)) && (await allExist(created)));
  const title =
    paths.length === 1
      ? l10n.t('Upload {0}', shown(basename(paths[0]?.value ?? '')))
      : l10n.t('Upload {0} Files', paths.length);
  const provider = isApplied ? (inserted.provider ?? (await chooseProvider(services, title, candidates))) : undefined;
  const [first, ...others] = paths;
  if (!provider || !first) {
    return;
  }
  try {
    if (others.length === 0) {
      const { line, character } = document.positionAt(first.offset + 1);
      const place = { document: document.uri.toString(), line, character };
      await replaceNamedFile(services, { ...place, value: first.value, provider: provider.id }, 'chosen');
      return;
    }
    const account = await services.accounts.currentOrAsk(provider.id);
    if (account) {
      await replaceInserted(services, document, { paths, account });
    }
  } catch (error) {
    if (!CancelledError.is(error)) {
      inBackground(services.log, showFailure(services, error));
    }
  }
}

function holds(document: TextDocument, { offset, token }: InsertedPath): boolean {
  const range = new Range(document.positionAt(offset), document.positionAt(offset + token.length));
  return document.getText(range) === token;
}

async function allExist(files: readonly Uri[]): Promise<boolean> {
  const found = await Promise.all(
    files.map((file) =>
      workspace.fs.stat(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.every(Boolean);
}

/** VS Code asks for the file that marks the edit as chosen before it applies the rest. */
async function until(condition: () => Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + timeout; Date.now() < end; ) {
    if (await condition()) {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, pollInterval));
  }
  return false;
}
