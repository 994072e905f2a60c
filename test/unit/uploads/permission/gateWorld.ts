import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Asset } from '../../../../src/core/asset/asset.ts';
import { openBytesAsset } from '../../../../src/core/asset/openBytesAsset.ts';
import type { UploadErrorCode } from '../../../../src/core/errorCodes.ts';
import { CancelledError, UploadError } from '../../../../src/core/errors.ts';
import type { ConsentQuestion, FileInQuestion, Recipient } from '../../../../src/core/uploads/permission/consent.ts';
import type { Cause } from '../../../../src/core/uploads/permission/decide.ts';
import type { FileToSend } from '../../../../src/core/uploads/permission/judgedSource.ts';
import {
  type GatedSource,
  type GateServices,
  PermissionGate,
} from '../../../../src/core/uploads/permission/permissionGate.ts';
import { png } from '../../asset/samples.ts';

export const recipient: Recipient = {
  provider: 'runningHub',
  label: 'RunningHub',
  endpoint: 'https://www.runninghub.ai/',
  lifetime: { type: 'fixed', milliseconds: 86_400_000 },
  audience: 'undocumented',
};

export const signal = new AbortController().signal;

/** Bytes of an image nobody outside this machine may see. */
export const secret = png(66, 66);
export const secretWidth = 66;
export const harmless = png(11, 11);

/** A gate in front of a workspace on a real disk, with private files beside it and somebody who answers questions. */
export class GateWorld {
  readonly gate: PermissionGate;
  readonly workspace: string;
  readonly elsewhere: string;
  readonly questions: ConsentQuestion[] = [];
  readonly remembered = new Set<string>();
  isTrusted = true;
  /** Which of the files in a question may go. */
  answer: (question: ConsentQuestion) => readonly FileInQuestion[] = () => [];
  /** URIs of the virtual files that were read. */
  readonly virtualReads: string[] = [];
  readonly #folder: string;

  private constructor(folder: string, services: Partial<GateServices>) {
    this.#folder = folder;
    this.workspace = join(folder, 'workspace');
    this.elsewhere = join(folder, 'elsewhere');
    const open = [
      { uri: pathToFileURL(this.workspace).href, path: this.workspace },
      { uri: 'memfs://store/open', path: undefined },
    ];
    this.gate = new PermissionGate({
      workspace: () => ({ folders: open, isTrusted: this.isTrusted }),
      asker: {
        ask: async (question) => {
          this.questions.push(question);
          return this.answer(question);
        },
      },
      remembered: { has: (key) => this.remembered.has(key), add: async (key) => void this.remembered.add(key) },
      readVirtual: (uri) => {
        this.virtualReads.push(uri);
        return openBytesAsset({
          uri,
          name: basename(uri),
          bytes: uri.includes('/open/') ? harmless : secret,
          mtimeMs: 1,
        });
      },
      ...services,
    });
  }

  /** @param services in place of those of a plain window */
  static async start(services: Partial<GateServices> = {}): Promise<GateWorld> {
    const world = new GateWorld(await realpath(await mkdtemp(join(tmpdir(), 'gate-'))), services);
    await mkdir(join(world.workspace, 'images'), { recursive: true });
    await mkdir(world.elsewhere);
    await writeFile(join(world.workspace, 'cat.png'), harmless);
    await writeFile(join(world.workspace, 'images', 'dog.png'), harmless);
    await writeFile(join(world.elsewhere, 'passport.png'), secret);
    await symlink(join(world.elsewhere, 'passport.png'), join(world.workspace, 'linked.png'));
    await symlink(world.elsewhere, join(world.workspace, 'linkedFolder'));
    await symlink('cat.png', join(world.workspace, 'linkInside.png'));
    return world;
  }

  stop(): Promise<void> {
    return rm(this.#folder, { recursive: true });
  }

  /** A private picture outside the workspace. */
  get passport(): string {
    return join(this.elsewhere, 'passport.png');
  }

  admit(...files: readonly FileToSend[]): Promise<readonly GatedSource[]> {
    return this.gate.admit(files, recipient, signal);
  }

  async admitOne(file: FileToSend): Promise<GatedSource> {
    const [source] = await this.admit(file);
    assert.ok(source);
    return source;
  }

  file(path: string, cause: Cause, more: Partial<FileToSend> = {}): FileToSend {
    return { uri: pathToFileURL(path).href, path, name: basename(path), cause, ...more };
  }

  /** Sends a file through the gate. @returns its bytes, or throws what kept it back */
  async send(...files: readonly FileToSend[]): Promise<Buffer> {
    const sent: Buffer[] = [];
    for (const source of await this.gate.admit(files, recipient, signal)) {
      sent.push(await readAll(await source.open(signal)));
    }
    return Buffer.concat(sent);
  }
}

/** All bytes of an asset, which is closed then. */
export async function readAll(asset: Asset): Promise<Buffer> {
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of asset.read()) {
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    await asset.close();
  }
}

/** Allows everything it is asked about. */
export const allowAll = ({ files }: ConsentQuestion): readonly FileInQuestion[] => files;

/** For `assert.rejects`: a failure with this code. */
export const isCode = (code: UploadErrorCode) => (error: unknown) => {
  assert.ok(UploadError.is(error, code), `${code} expected, got ${error}`);
  return true;
};
export const isCancelled = (error: unknown): boolean => CancelledError.is(error);
export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
