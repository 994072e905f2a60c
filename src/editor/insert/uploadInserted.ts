import { basename } from 'node:path';
import { Range, type TextDocument, type Uri, workspace } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { type ReplaceRequest, replaceNamedFile } from '../lightbulb/uploadAndReplace.ts';
import { inBackground } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { shown } from '../text/shown.ts';
import { showFailure } from '../upload/failureMessage.ts';
import { chooseProvider } from '../upload/providerChoice.ts';

/** A string that an edit puts into a document. */
export interface InsertedPath {
  /** Of its opening quote once the edit is applied, in UTF-16 units. */
  readonly offset: number;
  /** With its quotes. */
  readonly token: string;
  readonly value: string;
}

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

/**
 * Uploads files whose paths were just inserted and replaces the paths with references. Each replacement can be undone by
 * itself.
 */
export async function uploadInserted(
  services: Services,
  document: TextDocument,
  inserted: InsertedMedia,
): Promise<void> {
  const { paths, created, candidates } = inserted;
  const isApplied = await until(async () => paths.every((path) => holds(document, path)) && (await allExist(created)));
  const name = shown(basename(paths[0]?.value ?? ''));
  const provider = isApplied
    ? (inserted.provider ?? (await chooseProvider(services, l10n.t('Upload {0}', name), candidates)))
    : undefined;
  if (!provider) {
    return;
  }
  // From the last to the first: a reference differs in length from a path and would move those behind it.
  for (const { offset, value } of paths.toReversed()) {
    const { line, character } = document.positionAt(offset + 1);
    const request: ReplaceRequest = {
      document: document.uri.toString(),
      line,
      character,
      value,
      provider: provider.id,
    };
    try {
      await replaceNamedFile(services, request, 'chosen');
    } catch (error) {
      if (!CancelledError.is(error)) {
        inBackground(services.log, showFailure(services, error));
      }
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
