import { type TextDocument, workspace } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import { readSources } from '../documents/workflowSources.ts';
import type { Services } from '../services.ts';
import { showFailure } from '../upload/failureMessage.ts';
import { namesLocalFiles } from './planWorkflows.ts';
import { swapDocuments } from './swapAll.ts';

/** How long a save may take before it counts as given up, in milliseconds; others may format the document first. */
const maxSave = 30_000;

/**
 * What `editor.codeActionsOnSave` with `source.workflowAssets.swapAll` comes to: once the document is saved, the preview
 * opens. Saving never sends a file by itself, and never waits for an upload: VS Code would show "Saving" for minutes. Who
 * closes the preview is not asked again until the document names other files. The references are saved too, as the
 * setting promises, unless something else was typed meanwhile.
 */
export class SwapOnSave {
  readonly #services: Services;
  /** Values of the local inputs a person was asked about last and let be, by URI of the document. */
  readonly #declined = new Map<string, string>();
  readonly #asking = new Set<string>();

  constructor(services: Services) {
    this.#services = services;
  }

  /** Returns at once. @param uri of the document that is about to be saved */
  start(uri: string): void {
    if (this.#asking.has(uri)) {
      return;
    }
    this.#asking.add(uri);
    void this.#ask(uri)
      .catch((error: unknown) => (CancelledError.is(error) ? undefined : showFailure(this.#services, error)))
      .finally(() => this.#asking.delete(uri));
  }

  async #ask(uri: string): Promise<void> {
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
    if (this.#declined.get(uri) === question) {
      return;
    }
    this.#declined.set(uri, question);
    const { version } = document;
    if ((await swapDocuments(this.#services, [document.uri])) && document.version === version + 1) {
      await document.save();
    }
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
