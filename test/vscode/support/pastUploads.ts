import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { HistoryStore } from '../../../src/core/history/historyStore.ts';
import type { UploadRecord } from '../../../src/core/history/records/record.ts';
import type { WorkflowAssetsApi } from '../../../src/editor/api.ts';
import { openUploadHistory } from '../../harness/uploadHistory.ts';

export const hour = 3_600_000;

/** Documents in a folder of their own, and uploads as if they were made some time ago. The caller closes it. */
export class PastUploads {
  readonly api: WorkflowAssetsApi;
  /** Full path of the workspace folder, and of the folder in it. */
  readonly root: string;
  readonly folder: string;
  readonly history: HistoryStore;
  /** A real upload of images/hero.png, which the others are made from. */
  readonly uploaded: UploadRecord;
  #count = 0;

  constructor(parts: Pick<PastUploads, 'api' | 'root' | 'folder' | 'uploaded' | 'history'>) {
    this.api = parts.api;
    this.root = parts.root;
    this.folder = parts.folder;
    this.uploaded = parts.uploaded;
    this.history = parts.history;
    mkdirSync(this.folder, { recursive: true });
  }

  /** A file with bytes of its own, as an earlier upload of the same content would be reused. */
  sourceFile(): Partial<UploadRecord> {
    const own = join(this.folder, String(++this.#count));
    const file = join(own, 'hero.png');
    mkdirSync(own);
    const bytes = Buffer.concat([readFileSync(join(this.root, 'images', 'hero.png')), Buffer.from(randomUUID())]);
    writeFileSync(file, bytes);
    const { size, mtimeMs } = statSync(file);
    const contentHash = createHash('sha256').update(bytes).digest('hex');
    return { fileUri: vscode.Uri.file(file).toString(), size, mtimeMs, contentHash };
  }

  /**
   * Records an upload of a hero.png to ComfyUI that expires in `left` milliseconds, as if that server had such rules;
   * `undefined` for never.
   * @returns its reference
   */
  ending(left: number | undefined, changes: Partial<UploadRecord> = {}): string {
    const value = `upload-${randomUUID()}.png`;
    const { lifetime: never } = this.uploaded.reference;
    const lifetime = left === undefined ? never : { type: 'fixed' as const, milliseconds: 24 * hour };
    const expiresAt = left === undefined ? undefined : Date.now() + left;
    this.history.add({
      ...this.uploaded,
      id: randomUUID(),
      reference: { form: 'inputName', value, lifetime, expiresAt },
      alternatives: [],
      ...this.sourceFile(),
      // Each is newer than the one before it: which of two uploads of the same time counts as the newest is left to chance.
      uploadedAt: this.uploaded.uploadedAt + this.#count,
      ...changes,
    });
    return value;
  }

  /** Writes a document and shows it. */
  async open(text: string, name = `workflow-${++this.#count}.json`): Promise<vscode.TextDocument> {
    writeFileSync(join(this.folder, name), text);
    const document = await vscode.workspace.openTextDocument(join(this.folder, name));
    await vscode.window.showTextDocument(document);
    return document;
  }

  close(): void {
    this.history.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** @param name of a folder to be made in the workspace. */
export async function pastUploads(name: string): Promise<PastUploads> {
  const extension = vscode.extensions.getExtension<WorkflowAssetsApi>('workflow-assets.workflow-assets');
  assert.ok(extension);
  const api = await extension.activate();
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const uploaded = await api.upload(vscode.Uri.file(join(root, 'images', 'hero.png')), { provider: 'comfyServer' });
  return new PastUploads({ api, root, folder: join(root, name), uploaded, history: await openUploadHistory(root) });
}

/**
 * A ComfyUI workflow that loads these images, with spacing of its own that must survive every edit. An image that begins
 * with a quote is inserted as it is.
 */
export function workflow(...images: readonly string[]): string {
  const nodes = images.map((image, index) => {
    const token = image.startsWith('"') ? image : JSON.stringify(image);
    return `  "${index + 1}": { "class_type": "LoadImage",  "inputs": { "image": ${token} } }`;
  });
  return `{\n${nodes.join(',\n')}\n}\n`;
}
