import { basename } from 'node:path';
import { commands, l10n, Range, type TextDocument, type Uri, workspace } from 'vscode';
import type { Provider } from '../../core/providers/provider.ts';
import { commandId } from '../ids/commandIds.ts';
import type { ReplaceRequest } from '../lightbulb/uploadAndReplace.ts';
import type { Services } from '../services.ts';
import { chooseProvider } from '../upload/providerChoice.ts';

/** A string an edit puts into a document. */
export interface InsertedPath {
  /** Where its opening quote is once the edit is applied, in UTF-16 units. */
  readonly offset: number;
  /** With its quotes. */
  readonly token: string;
  readonly value: string;
}

export interface InsertedMedia {
  readonly paths: readonly InsertedPath[];
  /** Files the same edit makes. */
  readonly made: readonly Uri[];
  /** `undefined`: ask. */
  readonly provider: Provider | undefined;
  readonly candidates: readonly Provider[];
}

/** How long to wait for an edit that is being applied, in milliseconds. */
const patience = 10_000;
const pause = 50;

/** Uploads what was just inserted and puts references in place of the paths: one step each that can be undone. */
export async function uploadInserted(
  services: Services,
  document: TextDocument,
  inserted: InsertedMedia,
): Promise<void> {
  const { paths, made, candidates } = inserted;
  const isThere = await until(async () => paths.every((path) => holds(document, path)) && (await allExist(made)));
  const name = basename(paths[0]?.value ?? '');
  const provider = isThere
    ? (inserted.provider ?? (await chooseProvider(services, l10n.t('Upload {0}', name), candidates)))
    : undefined;
  if (!provider) {
    return;
  }
  // From the last to the first: a reference is longer than a path and would move those behind it.
  for (const { offset, value } of paths.toReversed()) {
    const { line, character } = document.positionAt(offset + 1);
    const request: ReplaceRequest = {
      document: document.uri.toString(),
      line,
      character,
      value,
      provider: provider.id,
    };
    await commands.executeCommand(commandId('replaceString'), request);
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

/** The edit asks for its marker before it is done; what it does is seen a moment later. */
async function until(condition: () => Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + patience; Date.now() < end; ) {
    if (await condition()) {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return false;
}
