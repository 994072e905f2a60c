import type { MediaKind } from '../../asset/asset.ts';
import type {
  FittingReference,
  InputState,
  JsonPath,
  LinkedString,
  MediaInput,
  StringToken,
  Writing,
} from '../mediaInput.ts';
import { type Container, type NamedValue, pathOf } from './container.ts';

/** What a dialect says about a value that is a media input. */
export interface InputTraits {
  readonly state: InputState;
  readonly kind: MediaKind | undefined;
  readonly nodeType?: string | undefined;
  readonly fits: readonly FittingReference[];
}

/** Shared by all inputs, because a scan creates a hundred thousand of them. */
const nothingLinked: readonly LinkedString[] = [];
const nothingFits: readonly FittingReference[] = [];

/**
 * A value that may turn out to be a media input, or a string linked to one. It becomes the input itself, and makes its path
 * when asked: with a hundred thousand inputs, copies and paths would take more time than all the rest of a scan.
 */
export class Candidate implements MediaInput, NamedValue {
  readonly offset: number;
  readonly length: number;
  readonly value: string;
  state: InputState = 'unknown';
  kind: MediaKind | undefined;
  nodeType: string | undefined;
  fits = nothingFits;
  linked = nothingLinked;
  readonly #container: Container | undefined;
  readonly #key: string | number;
  readonly #previous: NamedValue | undefined;
  #isReplaced = false;
  declare readonly writtenAs?: Writing;

  constructor(container: Container | undefined, key: string | number, { offset, length, value }: StringToken) {
    this.offset = offset;
    this.length = length;
    this.value = value;
    this.kind = undefined;
    this.nodeType = undefined;
    this.#container = container;
    this.#key = key;
    this.#previous = container?.lastNamed;
  }

  get container(): Container | undefined {
    return this.#container;
  }

  get key(): string | number {
    return this.#key;
  }

  get path(): JsonPath {
    return pathOf(this.#container, this.#key);
  }

  get previous(): NamedValue | undefined {
    return this.#previous;
  }

  get isReplaced(): boolean {
    return this.#isReplaced;
  }

  replace(): void {
    this.#isReplaced = true;
  }

  /** Makes it the media input it stands for. */
  become({ state, kind, nodeType, fits }: InputTraits, linked: readonly LinkedString[] = nothingLinked): this {
    this.state = state;
    this.kind = kind;
    this.nodeType = nodeType;
    this.fits = fits;
    this.linked = linked;
    return this;
  }
}

/** The object of an asset. */
export class AssetCandidate extends Candidate {
  override readonly writtenAs = 'assetObject';
}
