import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { globalAgent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Asset } from '../../../src/core/asset/asset.ts';
import { openFileAsset } from '../../../src/core/asset/openFileAsset.ts';
import { UploadError } from '../../../src/core/errors.ts';
import type { HistoryStore } from '../../../src/core/history/historyStore.ts';
import { openHistory } from '../../../src/core/history/openHistory.ts';
import type { HttpClient } from '../../../src/core/http/httpClient.ts';
import type { ProviderSession } from '../../../src/core/providers/provider.ts';
import type { ProviderId } from '../../../src/core/providers/providerId.ts';
import type { ProviderOptions } from '../../../src/core/providers/providerSetting.ts';
import { providerById } from '../../../src/core/providers/registry.ts';
import type { Account } from '../../../src/core/uploads/accounts/account.ts';
import { createSession } from '../../../src/core/uploads/accounts/session.ts';
import type { TransferLeases } from '../../../src/core/uploads/leases/transferLeases.ts';
import { createUploader, type Uploader, type UploadResult } from '../../../src/core/uploads/uploader.ts';
import type { UploadOptions, UploadRequest } from '../../../src/core/uploads/uploadRequest.ts';
import type { FakeProvider, FakeProviderOptions } from '../../fakes/fakeProvider.ts';
import { startFakeProvider } from '../../fakes/startFakeProvider.ts';
import { clientOver, type TransportName } from '../http/loopback.ts';
import { FakeClock, RecordingLog } from './fakeTime.ts';
import { gated, type TestSource } from './gatedSources.ts';

export interface TestFile extends TestSource {
  readonly path: string;
  readonly sha256: string;
  /** How often it has been opened, and how often it is still open. */
  readonly counts: { opened: number; open: number };
}

type AccountChanges = Partial<Omit<Account, 'options'>> & { readonly options?: ProviderOptions };

type RequestChanges = Partial<Omit<UploadRequest, 'source'>>;

export interface WorldOptions {
  readonly fakeProvider?: FakeProviderOptions;
  readonly idleTimeout?: number;
  readonly replyTimeout?: number;
  readonly maxConcurrent?: number;
  readonly transport?: TransportName;
}

/** A provider's fake server and everything an upload needs: real sockets, files and database, but no real time. */
export class World {
  readonly fakeProvider: FakeProvider;
  /** Stays the same object when the client behind it is replaced. */
  readonly http: HttpClient;
  readonly clock: FakeClock;
  readonly log: RecordingLog;
  readonly history: HistoryStore;
  readonly uploader: Uploader;
  readonly folder: string;
  maxConcurrent: number;
  readonly #idleTimeout: number;
  readonly #replyTimeout: number;
  readonly #transport: TransportName;
  #client: HttpClient;

  private constructor(
    { fakeProvider, folder, clock, log, history }: Pick<World, 'fakeProvider' | 'folder' | 'clock' | 'log' | 'history'>,
    options: WorldOptions,
  ) {
    this.fakeProvider = fakeProvider;
    this.folder = folder;
    this.clock = clock;
    this.log = log;
    this.history = history;
    this.maxConcurrent = options.maxConcurrent ?? 3;
    this.#idleTimeout = options.idleTimeout ?? 5_000;
    this.#replyTimeout = options.replyTimeout ?? 60_000;
    this.#transport = options.transport ?? 'undici';
    this.#client = this.#newClient(this.#idleTimeout);
    this.http = {
      send: (request) => this.#client.send(request),
      close: () => this.#client.close(),
    };
    this.uploader = this.newUploader();
  }

  static async start(provider: ProviderId, options: WorldOptions = {}): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'workflow-assets-'));
    const [clock, log] = [new FakeClock(), new RecordingLog()];
    const history = await openHistory(join(folder, 'history'), { log, clock });
    const fakeProvider = await startFakeProvider(provider, options.fakeProvider);
    return new World({ fakeProvider, folder, clock, log, history }, options);
  }

  #newClient(idle: number): HttpClient {
    return clientOver(this.#transport, {
      timeouts: { connect: 2_000, idle, reply: this.#replyTimeout },
      log: this.log,
    });
  }

  /** Drops kept connections, over which a client may send a request again by itself. */
  async renewConnections(idleTimeout = this.#idleTimeout): Promise<void> {
    const previous = this.#client;
    this.#client = this.#newClient(idleTimeout);
    await previous.close();
    // Where those of node:http are kept.
    globalAgent.destroy();
  }

  /** Another window: an uploader of its own with the same history. */
  newUploader(leases?: TransferLeases): Uploader {
    const { http, history, clock, log } = this;
    const maxConcurrent = (): number => this.maxConcurrent;
    return createUploader({ http, history, clock, log, leases, random: () => 0.5, maxConcurrent });
  }

  account(changes: AccountChanges = {}): Account {
    return {
      provider: providerById(this.fakeProvider.provider),
      endpoint: new URL(this.fakeProvider.url),
      key: this.fakeProvider.key,
      ...changes,
      options: { ...this.fakeProvider.connectionOptions, ...changes.options },
    };
  }

  session(changes: AccountChanges = {}, signal = new AbortController().signal): ProviderSession {
    return createSession(this, { account: this.account(changes), signal });
  }

  /** @param size extends the file by zeros that take no space on disk; `sha256` is still that of `bytes` */
  async file(name: string, bytes: Uint8Array, size = bytes.length): Promise<TestFile> {
    const path = join(this.folder, name);
    await writeFile(path, bytes);
    await truncate(path, size);
    const counts = { opened: 0, open: 0 };
    const uri = pathToFileURL(path).href;
    return {
      name,
      uri,
      path,
      counts,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      async open(signal) {
        const asset = await openFileAsset(path, uri, { signal });
        counts.opened += 1;
        counts.open += 1;
        return closeCounted(asset, counts);
      },
    };
  }

  async request(source: TestSource, changes: RequestChanges = {}): Promise<UploadRequest> {
    const { account = this.account(), ...others } = changes;
    return { source: await gated(source, account), account, reuse: true, ...others };
  }

  async upload(source: TestSource, changes: RequestChanges & UploadOptions = {}): Promise<UploadResult> {
    const { signal, retryBudget, onProgress, ...request } = changes;
    return this.uploader.upload(await this.request(source, request), { signal, retryBudget, onProgress });
  }

  /** Every request so far, e.g. `POST /v1/uploads`, without the random part of a slot's path. */
  get paths(): readonly string[] {
    return this.fakeProvider.requests.map(({ method, path }) => `${method} ${path.replace(/^(\/storage)\/.*/, '$1')}`);
  }

  /** Everything that is shown to a person or written to a file. */
  written(error?: unknown): string {
    const thrown = error instanceof Error ? `${error.stack}\n${JSON.stringify(error)}\n${String(error.cause)}` : '';
    return `${this.log.text}\n${thrown}\n${JSON.stringify(this.history.query({ limit: 100 }))}`;
  }

  /** Clears everything, so that the next test starts afresh. */
  async reset(): Promise<void> {
    this.fakeProvider.reset();
    await this.history.removeAll();
    this.log.lines.length = 0;
    this.clock.sleeps.length = 0;
    this.clock.time = Date.now();
    this.clock.onSleep = () => {};
    this.maxConcurrent = 3;
  }

  async close(): Promise<void> {
    await this.http.close();
    this.history.close();
    await this.fakeProvider.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function closeCounted(asset: Asset, counts: TestFile['counts']): Asset {
  let isOpen = true;
  return {
    ...asset,
    close: async () => {
      if (isOpen) {
        counts.open -= 1;
        isOpen = false;
      }
      await asset.close();
    },
  };
}

/** The failure of an upload; if the upload succeeds, the test fails. */
export async function failureOf(upload: Promise<unknown>): Promise<UploadError> {
  const error: unknown = await upload.then(
    () => assert.fail('This should have failed'),
    (reason: unknown) => reason,
  );
  assert.ok(UploadError.is(error), `Not an UploadError: ${String(error)}`);
  return error;
}

/** One world per suite, cleared before each test. */
export function useWorld(provider: ProviderId, options: WorldOptions = {}): () => World {
  let world: World | undefined;
  before(async () => {
    world = await World.start(provider, options);
  });
  beforeEach(() => world?.reset());
  after(() => world?.close());
  return () => {
    assert.ok(world);
    return world;
  };
}
