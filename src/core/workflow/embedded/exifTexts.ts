import { type EmbeddedFormat, formatOfName, type TextCollector } from './embeddedTexts.ts';
import { UnreadableImageError } from './unreadableImage.ts';

/** Some programs put this in front of the EXIF data, as JPEG does. */
const prefix = Buffer.from('Exif\0\0', 'latin1');
const entryLength = 12;
/** `BYTE`, `ASCII` and `UNDEFINED`: one byte per unit. */
const byteTypes: ReadonlySet<number> = new Set([1, 2, 7]);
/** Longer than `workflow:`. */
const maxNameLength = 16;

/** Where a text is in the EXIF data, behind its name. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the texts in EXIF data as ComfyUI writes them: `workflow:{…}` and `prompt:{…}`, in the tags that otherwise name the
 * maker and the model of a camera (0x010F and 0x0110). ComfyUI reads them from any tag of the first directory, because it
 * writes further ones downwards from 0x010E; so does this.
 * @throws UnreadableImageError `damaged`, `tooLarge`
 */
export function readExifTexts(data: Buffer, found: TextCollector): void {
  const tiff = data.subarray(0, prefix.length).equals(prefix) ? data.subarray(prefix.length) : data;
  // Only the last of a name is decoded: a hostile file can name the same megabytes 65,535 times.
  for (const [format, { start, end }] of placesIn(tiff)) {
    found.add(format, tiff.subarray(start, end));
  }
}

function placesIn(tiff: Buffer): ReadonlyMap<EmbeddedFormat, Place> {
  const places = new Map<EmbeddedFormat, Place>();
  const { u16, u32 } = reader(tiff);
  const directory = u32(4);
  const count = u16(directory);
  for (let index = 0; index < count; index++) {
    const entry = directory + 2 + index * entryLength;
    const length = u32(entry + 4);
    if (byteTypes.has(u16(entry + 2))) {
      // A value of up to four bytes stands in the entry itself, and is no workflow.
      const start = length > 4 ? u32(entry + 8) : tiff.length;
      const name = tiff.toString('latin1', start, start + maxNameLength).split(':', 1)[0] ?? '';
      const format = formatOfName(name);
      if (format !== undefined && start + length > tiff.length) {
        throw new UnreadableImageError('damaged', 'A text is longer than the EXIF data');
      }
      if (format !== undefined) {
        places.set(format, { start: start + name.length + 1, end: endOfText(tiff, start + length) });
      }
    }
  }
  return places;
}

/** Its length counts the zero at its end. */
function endOfText(tiff: Buffer, end: number): number {
  return tiff[end - 1] === 0 ? end - 1 : end;
}

interface Reader {
  u16(offset: number): number;
  u32(offset: number): number;
}

/** Numbers in the byte order that the data begin with. @throws UnreadableImageError `damaged` behind their end */
function reader(tiff: Buffer): Reader {
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const check = (offset: number, length: number): void => {
    if (offset + length > tiff.length) {
      throw new UnreadableImageError('damaged', 'The EXIF data end too early');
    }
  };
  const numbers: Reader = {
    u16(offset) {
      check(offset, 2);
      return isLittle ? tiff.readUInt16LE(offset) : tiff.readUInt16BE(offset);
    },
    u32(offset) {
      check(offset, 4);
      return isLittle ? tiff.readUInt32LE(offset) : tiff.readUInt32BE(offset);
    },
  };
  if ((!isLittle && tiff.toString('latin1', 0, 2) !== 'MM') || numbers.u16(2) !== 42) {
    throw new UnreadableImageError('damaged', "The EXIF data don't begin as TIFF");
  }
  return numbers;
}
