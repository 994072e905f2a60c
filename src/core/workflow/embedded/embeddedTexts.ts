import { isUtf8 } from 'node:buffer';
import { UnreadableImageError } from './unreadableImage.ts';

/** The formats ComfyUI embeds: the graph of its editor, and what the server has run, which is its API format. */
const embeddedFormats = ['workflow', 'prompt'] as const;
export type EmbeddedFormat = (typeof embeddedFormats)[number];

/** The texts of one image, as they are in it. */
export type EmbeddedTexts = Readonly<Partial<Record<EmbeddedFormat, string>>>;

/** Gathers the texts of one image, up to a total length. */
export class TextCollector {
  readonly #texts: Partial<Record<EmbeddedFormat, string>> = {};
  #bytesLeft: number;

  /** @param maxBytes of all texts together, decompressed */
  constructor(maxBytes: number) {
    this.#bytesLeft = maxBytes;
  }

  get texts(): EmbeddedTexts {
    return this.#texts;
  }

  get isEmpty(): boolean {
    return Object.keys(this.#texts).length === 0;
  }

  /** How long the next text may be, in bytes. */
  get bytesLeft(): number {
    return this.#bytesLeft;
  }

  /** @throws UnreadableImageError `tooLarge` where a text of so many bytes may not be read any more */
  expect(bytes: number): void {
    if (bytes > this.#bytesLeft) {
      throw new UnreadableImageError('tooLarge', `A text of ${bytes} bytes`);
    }
  }

  /**
   * Adds what is embedded under a name. As for ComfyUI, the last of several counts; what isn't an object or a list isn't a
   * workflow, since other programs use the same names for prose.
   * @throws UnreadableImageError `tooLarge`
   */
  add(format: EmbeddedFormat, bytes: Buffer): void {
    this.expect(bytes.length);
    this.#bytesLeft -= bytes.length;
    const text = decoded(bytes);
    if (/^\s*[[{]/.test(text)) {
      this.#texts[format] = text;
    }
  }
}

/** The format that a name stands for; some programs write it with a capital. */
export function formatOfName(name: string): EmbeddedFormat | undefined {
  const lower = name.toLowerCase();
  return embeddedFormats.find((format) => format === lower);
}

/**
 * PNG's `tEXt` is Latin-1 by its specification, but ComfyUI reads UTF-8 and several programs write it. Latin-1 with letters
 * beyond ASCII is hardly ever valid UTF-8, so the bytes themselves tell.
 */
function decoded(bytes: Buffer): string {
  return isUtf8(bytes) ? new TextDecoder().decode(bytes) : bytes.toString('latin1');
}
