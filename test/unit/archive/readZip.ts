import { inflateRawSync } from 'node:zlib';

/** One file of a ZIP, as its directory describes it. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Buffer;
  /** Date and time as they are written, in DOS's own encoding. */
  readonly time: number;
  /** General purpose flags: bit 3 means that sizes follow the content, bit 11 that the name is UTF-8. */
  readonly flags: number;
}

/** Reads an archive by its directory, in its order. */
export function readZip(zip: Buffer): readonly ZipEntry[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const count = zip.readUInt16LE(end + 10);
  let line = zip.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    const nameLength = zip.readUInt16LE(line + 28);
    const extraLength = zip.readUInt16LE(line + 30);
    const name = zip.toString('utf8', line + 46, line + 46 + nameLength);
    const size = zip.readUInt32LE(line + 20);
    const isDeflated = zip.readUInt16LE(line + 10) === 8;
    const header = zip.readUInt32LE(line + 42);
    const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    const stored = zip.subarray(start, start + size);
    const entry = {
      name,
      bytes: isDeflated ? inflateRawSync(stored) : stored,
      time: zip.readUInt32LE(line + 12),
      flags: zip.readUInt16LE(header + 6),
    };
    line += 46 + nameLength + extraLength;
    return entry;
  });
}
