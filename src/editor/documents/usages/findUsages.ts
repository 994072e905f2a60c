import { type CancellationToken, type Uri, workspace } from 'vscode';
import type { MediaInput } from '../../../core/workflow/mediaInput.ts';
import { type ShownText, shown } from '../../text/shown.ts';
import { visitWorkflowFiles } from './workflowFiles.ts';

/** A workflow of the workspace and its inputs that were searched for, in document order. */
export interface Usage {
  readonly uri: Uri;
  readonly text: string;
  readonly inputs: readonly MediaInput[];
}

/** One kind of usage to search for. */
export interface UsageFinder {
  /** Whether a file has to be decoded and scanned, judged by its bytes: most files of a workspace don't. */
  mayBeIn(bytes: Uint8Array, uri: Uri): boolean | Promise<boolean>;
  /** @throws CancelledError */
  inputsIn(text: string, uri: Uri): Promise<readonly MediaInput[]>;
}

/** What a search does with what it finds. */
export interface UsageSearch {
  /** Called for each workflow as soon as it is found. */
  onFound(usage: Usage): void;
  readonly token: CancellationToken;
}

/**
 * Searches the workspace for usages of several kinds, each file being read once.
 * @throws CancelledError
 */
export async function findUsages(finders: readonly UsageFinder[], { onFound, token }: UsageSearch): Promise<void> {
  await visitWorkflowFiles(async ({ uri, read }) => {
    const bytes = await read();
    let text: string | undefined;
    const found = new Map<number, MediaInput>();
    for (const finder of finders) {
      if (await finder.mayBeIn(bytes, uri)) {
        text ??= new TextDecoder().decode(bytes);
        for (const input of await finder.inputsIn(text, uri)) {
          // A name may be a reference and the path of a file as well.
          found.set(input.offset, input);
        }
      }
    }
    if (text !== undefined && found.size > 0) {
      onFound({ uri, text, inputs: [...found.values()].sort((a, b) => a.offset - b.offset) });
    }
  }, token);
}

/** Path of a workflow for lists: relative to its workspace folder. */
export function shownPath(uri: Uri): ShownText {
  return shown(workspace.asRelativePath(uri));
}
