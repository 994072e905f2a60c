import type { Asset } from '../asset/asset.ts';
import { type Digests, digestAsset } from '../asset/contentHash.ts';
import type { HistoryStore } from '../history/historyStore.ts';
import type { Provider } from '../providers/provider.ts';
import { contentHashOf, type HashOptions } from './reuse.ts';

export interface FileDigestsOptions extends Required<HashOptions> {
  readonly history: HistoryStore;
  readonly provider: Pick<Provider, 'digest'>;
}

/** The digests of a file that is to be uploaded. The file is read once for all of them, and only when the first is needed. */
export class FileDigests {
  readonly #asset: Asset;
  readonly #options: FileDigestsOptions;
  #contentHash: Promise<string> | undefined;
  #all: Promise<Digests> | undefined;

  constructor(asset: Asset, options: FileDigestsOptions) {
    this.#asset = asset;
    this.#options = options;
  }

  /** By which the history knows the file. @throws UploadError, CancelledError */
  contentHash(): Promise<string> {
    this.#contentHash ??= this.#findContentHash();
    return this.#contentHash;
  }

  /** All digests, for a provider that knows files by one of them; else `undefined`. @throws UploadError, CancelledError */
  async ofProvider(): Promise<Digests | undefined> {
    return this.#options.provider.digest === undefined ? undefined : this.#readAll();
  }

  async #findContentHash(): Promise<string> {
    const { history, provider } = this.#options;
    if (provider.digest === undefined) {
      return contentHashOf(this.#asset, history, this.#options);
    }
    const { uri, stamp } = this.#asset;
    return history.rememberedHash(uri, stamp) ?? (await this.#readAll()).contentHash;
  }

  #readAll(): Promise<Digests> {
    this.#all ??= this.#read();
    return this.#all;
  }

  async #read(): Promise<Digests> {
    const { history, signal, onHashing } = this.#options;
    onHashing();
    const digests = await digestAsset(this.#asset, signal);
    history.rememberHash(this.#asset.uri, this.#asset.stamp, digests.contentHash);
    return digests;
  }
}
