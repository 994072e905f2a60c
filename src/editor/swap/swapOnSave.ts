import { type TextDocument, workspace } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import { readSources } from '../documents/workflowSources.ts';
import type { Services } from '../services.ts';
import { showFailure } from '../upload/failureMessage.ts';
import { namesLocalFiles } from './planWorkflows.ts';
import { swapDocuments } from './swapAll.ts';

/** How long a save may take before it counts as given up, in milliseconds; others may format the document first. */
const maxSave = 30_000;

/** Values of the local inputs a person was asked about last and let be, by URI of the document. */
const declined = new Map<string, string>();
const asking = new Set<string>();

/**
 * What `editor.codeActionsOnSave` with `source.workflowAssets.swapAll` comes to: once the document is saved, the preview
 * opens. Saving never sends a file by itself, and never waits for an upload: VS Code would show "Saving" for minutes. Who
 * closes the preview is not asked again until the document names other files. The references are saved too, as the
 * setting promises, unless something else was typed meanwhile.
 *
 * Returns at once.
 */
export async function swapOnSave(services: Services, uri: string): Promise<void> {
  if (asking.has(uri)) {
    return;
  }
  asking.add(uri);
  void ask(services, uri)
    .catch((error: unknown) => (CancelledError.is(error) ? undefined : showFailure(services, error)))
    .finally(() => asking.delete(uri));
}

async function ask(services: Services, uri: string): Promise<void> {
  const document = await saved(uri);
  if (!document) {
    return;
  }
  const [source] = await readSources([document.uri], new AbortController().signal);
  if (!source || !namesLocalFiles(source)) {
    return;
  }
  const question = JSON.stringify(
    source.scan.inputs.filter(({ state }) => state === 'local').map(({ value }) => value),
  );
  if (declined.get(uri) === question) {
    return;
  }
  declined.set(uri, question);
  const { version } = document;
  if ((await swapDocuments(services, [document.uri])) && document.version === version + 1) {
    await document.save();
  }
}

/** The document once it has been written; VS Code runs actions before that. */
function saved(uri: string): Promise<TextDocument | undefined> {
  return new Promise((resolve) => {
    const finish = (document: TextDocument | undefined): void => {
      clearTimeout(timer);
      listener.dispose();
      resolve(document);
    };
    const timer = setTimeout(() => finish(undefined), maxSave);
    const listener = workspace.onDidSaveTextDocument((document) => {
      if (document.uri.toString() === uri) {
        finish(document);
      }
    });
  });
}
