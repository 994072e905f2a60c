import type { Asset } from '../asset/asset.ts';
import { type Digests, digestAsset } from '../asset/contentHash.ts';
import type { HistoryStore } from '../history/historyStore.ts';
import type { Provider } from '../providers/provider.ts';
import { contentHashOf, type HashOptions } from './reuse.ts';

export interface FileDigestsOptions extends Required<HashOptions> {
  readonly history: HistoryStore;
  readonly provider: Pick<Provider, 'digest'>;
}

/** What a provider that knows files by a digest is given, in lower-case hexadecimal. */
export interface ProviderDigest {
  /** By which the history knows the file. */
  readonly contentHash: string;
  /** By which the provider does; it may be the same. */
  readonly ofProvider: string;
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

  /** For a provider that knows files by a digest; else `undefined`. @throws UploadError, CancelledError */
  async ofProvider(): Promise<ProviderDigest | undefined> {
    switch (this.#options.provider.digest) {
      case 'blake3': {
        const { contentHash, blake3 } = await this.#readAll();
        return { contentHash, ofProvider: blake3 };
      }
      case 'sha256': {
        const contentHash = await this.contentHash();
        return { contentHash, ofProvider: contentHash };
      }
      default:
        return undefined;
    }
  }

  async #findContentHash(): Promise<string> {
    const { history, provider } = this.#options;
    if (provider.digest !== 'blake3') {
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
