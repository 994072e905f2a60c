import { setTimeout as after } from 'node:timers/promises';
import { anything } from '../anything.ts';
import { loadExtension } from '../loadExtension.ts';
import { FakeVscode } from './fakeVscode.ts';
import type { MirrorDocument } from './mirrorDocument.ts';
import { Uri } from './vscodeTypes.ts';

interface BenchWindow {
  /** Full path of the built `dist/extension.js`. */
  readonly bundle: string;
  readonly workspaceFolder: string;
  readonly storageFolder: string;
  /** What the window shows before the extension is activated. */
  readonly shown?: MirrorDocument;
}

/** Activates the built extension in a stub of VS Code. */
export async function openBenchWindow(options: BenchWindow): Promise<FakeVscode> {
  const vscode = new FakeVscode(options.workspaceFolder);
  if (options.shown) {
    vscode.showUnread(options.shown);
  }
  const extension = await loadExtension(options.bundle, vscode.module);
  extension.activate({
    subscriptions: [],
    globalStorageUri: Uri.file(options.storageFolder),
    // The extension host has to ask another process for a secret.
    secrets: { get: () => after(1, 'key'), onDidChange: () => ({ dispose() {} }) },
    extension: anything(),
    globalState: anything(),
    workspaceState: anything(),
  });
  return vscode;
}
