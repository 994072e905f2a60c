import { type TextDocument, workspace } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import { couldBeFile } from '../../core/workflow/mediaInput.ts';
import { readSources } from '../documents/workflowSources.ts';
import { inBackground } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { showFailure } from '../upload/failureMessage.ts';
import { namesLocalFiles } from './preview/planWorkflows.ts';
import { swapDocuments } from './swapAll.ts';

/** How long a save may take before it is given up, in milliseconds; other extensions may format the document first. */
const maxSave = 30_000;

/**
 * Implements `editor.codeActionsOnSave` with `source.workflowAssets.swapAll`: once the document is saved, the preview
 * opens. Saving never sends a file by itself, and never waits for an upload, for which VS Code would show "Saving" for
 * minutes. A person who closes the preview isn't asked again until the document names other files. The references are
 * saved as well, as the setting promises, unless something else was typed meanwhile or the upload was incomplete.
 */
export class SwapOnSave {
  readonly #services: Services;
  /** The local inputs' values for which the person closed the preview, by URI of the document. */
  readonly #declined = new Map<string, string>();
  readonly #asking = new Set<string>();

  constructor(services: Services) {
    this.#services = services;
  }

  /** Returns at once. @param uri of the document that is about to be saved */
  start(uri: string): void {
    if (this.#asking.has(uri) || !isOwnPreference(uri)) {
      return;
    }
    this.#asking.add(uri);
    const asked = this.#ask(uri)
      .catch((error: unknown) => (CancelledError.is(error) ? undefined : showFailure(this.#services, error)))
      .finally(() => this.#asking.delete(uri));
    inBackground(this.#services.log, asked);
  }

  async #ask(uri: string): Promise<void> {
    const document = await saved(uri);
    const [source] = document ? await readSources([document.uri]) : [];
    if (!document || !source || !namesLocalFiles(source)) {
      return;
    }
    const question = JSON.stringify(source.scan.inputs.filter(couldBeFile).map(({ value }) => value));
    if (this.#declined.get(uri) === question) {
      return;
    }
    const { version } = document;
    const end = await swapDocuments(this.#services, [document.uri]);
    if (end === 'declined') {
      this.#declined.set(uri, question);
    } else if (end === 'replaced' && document.version === version + 1) {
      await document.save();
    }
  }
}

/** The document once it has been written: VS Code runs code actions before that. `undefined` where it isn't written. */
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

/**
 * Whether the person's own settings ask for it. VS Code also takes the setting from a workspace, whose author has no say in
 * what is uploaded, or in what opens whenever somebody saves.
 */
function isOwnPreference(uri: string): boolean {
  const languageId = workspace.textDocuments.find((document) => document.uri.toString() === uri)?.languageId ?? 'json';
  const found = workspace.getConfiguration('editor', { languageId }).inspect('codeActionsOnSave');
  return namesSwap(found?.globalLanguageValue) || namesSwap(found?.globalValue);
}

const kinds: readonly string[] = ['source', 'source.workflowAssets', 'source.workflowAssets.swapAll'];

/** @param value a list of kinds, or an object that says for each kind when it is wanted */
function namesSwap(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.some((kind) => kinds.includes(kind));
  }
  const wanted = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return wanted.some(([kind, when]) => kinds.includes(kind) && when !== false && when !== 'never');
}
