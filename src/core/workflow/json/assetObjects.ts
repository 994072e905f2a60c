import { knownReferences } from '../../providers/knownReferences.ts';

/** What an open object has said so far about the asset that it may stand for. */
interface OpenObject {
  isAsset: boolean;
  id: string | undefined;
}

/** The `__type` of an object that stands for an asset (schema AssetReference of Comfy API v2). */
export const assetType = 'core/ASSET';

const forms = knownReferences.filter(({ writtenAs }) => writtenAs === 'assetObject');

/**
 * Recognises Comfy API v2's references to assets, `{"__type":"core/ASSET","info":{"id":"<uuid>"}}`, while a document is read
 * once from its beginning to its end. The properties may come in any order and among any others, and of those given several
 * times the last one counts, as for every JSON reader. Only `info.id` says which asset it is; without one that is a UUID, the
 * object is refused by the server (422 `missing_asset`) and is no reference.
 *
 * Depths are numbers of containers around a value; only open objects that may be assets are kept.
 */
export class AssetObjects {
  readonly #open = new Map<number, OpenObject>();

  /** An object gives its `__type`. @param text `undefined` where that isn't a string */
  noteType(depth: number, text: string | undefined): void {
    const isAsset = text === assetType;
    const known = this.#open.get(depth);
    if (known) {
      known.isAsset = isAsset;
    } else if (isAsset) {
      this.#open.set(depth, { isAsset, id: undefined });
    }
  }

  /** An object gives its `info`: an earlier one is void. */
  forgetInfo(depth: number): void {
    const known = this.#open.get(depth);
    if (known) {
      known.id = undefined;
    }
  }

  /** The `info` of an object gives its `id`. @param text `undefined` where that isn't a string */
  noteId(depth: number, text: string | undefined): void {
    const id = text !== undefined && forms.some(({ pattern }) => pattern?.test(text)) ? text : undefined;
    const known = this.#open.get(depth);
    if (known) {
      known.id = id;
    } else if (id !== undefined) {
      this.#open.set(depth, { isAsset: false, id });
    }
  }

  /** The container at a depth ends. @returns the id of the asset it stands for */
  end(depth: number): string | undefined {
    if (this.#open.size === 0) {
      return undefined;
    }
    const known = this.#open.get(depth);
    this.#open.delete(depth);
    return known?.isAsset ? known.id : undefined;
  }
}
