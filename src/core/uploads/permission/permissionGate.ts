import nodePath, { type PlatformPath } from 'node:path';
import type { Asset, MediaKind, PixelSize, ReadObserver, ReadOptions } from '../../asset/asset.ts';
import { CancelledError, throwIfCancelled } from '../../errors.ts';
import { Limiter } from '../../limiter.ts';
import type { ProviderId } from '../../providers/providerId.ts';
import {
  type ConsentAsker,
  consentKey,
  type FileInQuestion,
  type Recipient,
  type RecipientIdentity,
} from './consent.ts';
import type { Cause } from './decide.ts';
import { Judge, type JudgeServices, type Need, type SendRequest } from './judge.ts';
import type { FileToSend } from './judgedSource.ts';
import { type FileIdentity, type FileSystem, localFileSystem } from './openRegularFile.ts';

/** How many files are open at once while they are judged ahead of a question. */
const maxOpenAhead = 16;

export interface GateServices extends Omit<JudgeServices, 'fileSystem' | 'paths'> {
  readonly asker: ConsentAsker;
  /** Those of this machine where left out. */
  readonly fileSystem?: FileSystem;
  readonly paths?: PlatformPath;
}

/**
 * A file that may go, open from the check to the last byte. Providers send nothing else. Its class isn't exported and its
 * field is private, so that neither a constructor call nor a copy of its properties makes one outside this file.
 */
class ApprovedSource implements Asset {
  readonly #asset: Asset;
  readonly #observers: readonly (() => ReadObserver)[];
  readonly recipient: Recipient;
  readonly uri: string;
  readonly name: string;
  readonly uploadName: string;
  readonly size: number;
  readonly mediaType: string;
  readonly kind: MediaKind;
  readonly pixelSize: PixelSize | undefined;
  readonly stamp: Asset['stamp'];

  constructor(asset: Asset, recipient: Recipient, observers: readonly (() => ReadObserver)[]) {
    this.#asset = asset;
    this.#observers = observers;
    this.recipient = recipient;
    this.uri = asset.uri;
    this.name = asset.name;
    this.uploadName = asset.uploadName;
    this.size = asset.size;
    this.mediaType = asset.mediaType;
    this.kind = asset.kind;
    this.pixelSize = asset.pixelSize;
    this.stamp = asset.stamp;
    Object.freeze(this);
  }

  async *read(options?: ReadOptions): AsyncGenerator<Uint8Array> {
    const observers = this.#observers.map((begin) => begin());
    for await (const chunk of this.#asset.read(options)) {
      for (const observer of observers) {
        observer.onChunk?.(chunk);
      }
      yield chunk;
    }
    for (const observer of observers) {
      observer.onEnd?.();
    }
  }

  close(): Promise<void> {
    return this.#asset.close();
  }

  /**
   * The same file with each of its readings followed, e.g. to hash it on its way or to show its progress.
   * @param begin called as a reading begins
   */
  observed(begin: () => ReadObserver): ApprovedSource {
    return new ApprovedSource(this.#asset, this.recipient, [...this.#observers, begin]);
  }

  static isInstance(value: unknown): value is ApprovedSource {
    return typeof value === 'object' && value !== null && #asset in value;
  }
}

/** A file that has entered the gate. Uploads are requested with it; it is opened, and let through, when its turn comes. */
class GatedSource {
  readonly #open: (signal: AbortSignal) => Promise<ApprovedSource>;
  readonly #request: OpenRequest;
  readonly recipient: Recipient;
  readonly uri: string;
  readonly name: string;
  /** Why it would be sent. */
  readonly cause: Cause;
  /** Whether it is a folder of which one archive is made. */
  readonly isFolder: boolean;

  constructor(request: OpenRequest, open: (signal: AbortSignal) => Promise<ApprovedSource>) {
    const { file, recipient } = request;
    this.#open = open;
    this.#request = request;
    this.recipient = recipient;
    this.uri = file.uri;
    this.name = file.name;
    this.cause = file.cause;
    this.isFolder = file.archive !== undefined;
    Object.freeze(this);
  }

  /** Whether the person was asked and said no, so that opening it is in vain. */
  get isDeclined(): boolean {
    return this.#request.isDeclined;
  }

  /**
   * Opens the file and lets it through; asks again where it has become another since the person was asked. May be called
   * again for another attempt.
   * @throws UploadError `workspaceUntrusted`, `outsideWorkspace`, `notAFile`, `changedWhileReading` and what opening throws
   * @throws CancelledError where the person said no
   */
  open(signal: AbortSignal): Promise<ApprovedSource> {
    return this.#open(signal);
  }

  static isInstance(value: unknown): value is GatedSource {
    return typeof value === 'object' && value !== null && #open in value;
  }
}

export type { ApprovedSource, GatedSource };

/** @throws TypeError for anything that hasn't entered a gate, or entered it on its way to another recipient */
export function assertGated(source: unknown, recipient: RecipientIdentity): asserts source is GatedSource {
  assertFor(recipient, GatedSource.isInstance(source) ? source : undefined);
}

/** @throws TypeError for anything a gate hasn't let through, or has let through to another recipient */
export function assertApproved(source: unknown, recipient: RecipientIdentity): asserts source is ApprovedSource {
  assertFor(recipient, ApprovedSource.isInstance(source) ? source : undefined);
}

function assertFor(recipient: RecipientIdentity, source: { readonly recipient: Recipient } | undefined): void {
  if (source === undefined) {
    throw new TypeError('Only files that the permission gate let through can be sent');
  }
  const { provider, endpoint, connection } = source.recipient;
  if (provider !== recipient.provider || endpoint !== recipient.endpoint || connection !== recipient.connection) {
    throw new TypeError('The permission gate let this file through to another recipient');
  }
}

/** What the gate knows of a request besides. */
interface OpenRequest extends SendRequest {
  readonly recipient: Recipient;
  readonly agreed: FileIdentity[];
  isDeclined: boolean;
}

interface Asked {
  readonly request: OpenRequest;
  readonly need: Need;
}

/** Stands in front of every byte that leaves this machine. One for each window. */
export class PermissionGate {
  readonly #judge: Judge;
  readonly #services: GateServices;
  /** One question at a time: a second dialog would cover the first. */
  readonly #questions = new Limiter(1);

  constructor(services: GateServices) {
    this.#services = services;
    const { fileSystem = localFileSystem, paths = nodePath } = services;
    this.#judge = new Judge({ ...services, fileSystem, paths });
  }

  /**
   * Lets files in, and asks what a person has to be asked about them, for all of them at once. None stays open: each is
   * opened when its turn comes, and only what was agreed to goes then. Whatever is refused, declined or missing says so
   * when it is opened, so that it doesn't keep the others back.
   * @throws CancelledError where the signal aborts
   */
  async admit(
    files: readonly FileToSend[],
    recipient: Recipient,
    signal: AbortSignal,
  ): Promise<readonly GatedSource[]> {
    const requests = files.map((file): OpenRequest => ({ file, recipient, agreed: [], isDeclined: false }));
    const limiter = new Limiter(maxOpenAhead);
    const asked = await Promise.all(
      requests.map(async (request) => {
        const need = await limiter.run(signal, () => this.#needOf(request, signal));
        return need === undefined ? [] : [{ request, need }];
      }),
    );
    // An answer about the workspace holds for one cause, so each cause has a question of its own.
    const questions = Map.groupBy(asked.flat(), ({ request, need }) =>
      need.question === 'files' ? need.question : consentKey(request.file.cause, recipient),
    );
    for (const those of questions.values()) {
      await this.#ask(those, signal);
    }
    return requests.map((request) => new GatedSource(request, (signal) => this.#open(request, signal)));
  }

  /**
   * Throws what would keep the file back whatever anybody answers, so that no other question is asked about it in vain. Asks
   * nothing, and lets nothing through.
   * @throws UploadError as `GatedSource.open` does
   */
  async assertNotRefused(file: FileToSend, provider: ProviderId, signal: AbortSignal): Promise<void> {
    // A refusal doesn't depend on the address, which may not have been chosen yet.
    const recipient = { provider, endpoint: '' };
    const verdict = await this.#judge.judge({ file, recipient, agreed: [] }, signal);
    if (verdict.need === undefined) {
      await verdict.close();
    }
  }

  /** What has to be asked ahead; what fails here fails again, where it is reported, when it is opened. */
  async #needOf(request: OpenRequest, signal: AbortSignal): Promise<Need | undefined> {
    if (this.#judge.allowsEverywhere(request)) {
      return undefined;
    }
    try {
      const verdict = await this.#judge.judge(request, signal);
      if (verdict.need === undefined) {
        await verdict.close();
      }
      return verdict.need;
    } catch {
      throwIfCancelled(signal);
      return undefined;
    }
  }

  async #open(request: OpenRequest, signal: AbortSignal): Promise<ApprovedSource> {
    for (;;) {
      throwIfCancelled(signal);
      const verdict = await this.#judge.judge(request, signal);
      const { need } = verdict;
      if (need === undefined) {
        return new ApprovedSource(await verdict.asset(), request.recipient, []);
      }
      if (!request.isDeclined) {
        await this.#ask([{ request, need }], signal);
      }
      if (request.isDeclined) {
        throw new CancelledError();
      }
      // Judged anew: the path may lead elsewhere since the question was put.
    }
  }

  /** Puts one question, of one kind, and notes the answers. @throws CancelledError */
  async #ask(asked: readonly Asked[], signal: AbortSignal): Promise<void> {
    const [first] = asked;
    if (first === undefined) {
      return;
    }
    const { asker, remembered } = this.#services;
    const { file, recipient } = first.request;
    const type = first.need.question;
    const key = consentKey(file.cause, recipient);
    await this.#questions.run(signal, async () => {
      if (type === 'workspace' && remembered.has(key)) {
        return;
      }
      const files = asked.map(({ request, need }) => inQuestion(request, need));
      const allowed = new Set(await asker.ask({ type, files, recipient }, signal));
      throwIfCancelled(signal);
      const isAllowed = (index: number): boolean => files[index] !== undefined && allowed.has(files[index]);
      for (const [index, { request, need }] of asked.entries()) {
        request.isDeclined = !isAllowed(index);
        if (isAllowed(index)) {
          request.agreed.push(need.identity);
        }
      }
      if (type === 'workspace' && isAllowed(0)) {
        await remembered.add(key);
      }
    });
  }
}

function inQuestion({ file }: SendRequest, { identity, place }: Need): FileInQuestion {
  return { name: file.name, realPath: identity.realPath, place, cause: file.cause };
}
