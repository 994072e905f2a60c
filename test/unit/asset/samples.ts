/** The smallest beginnings of files that say what they are, by the extension they usually have. */

const box = (type: string, content: Buffer): Buffer => {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(8 + content.length);
  return Buffer.concat([size, Buffer.from(type, 'latin1'), content]);
};
const ftyp = (brand: string): Buffer => box('ftyp', Buffer.from(`${brand}\0\0\0\0${brand}isom`, 'latin1'));
const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(256)]);
const ebml = (documentType: string): Buffer =>
  padded(
    Buffer.concat([
      Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x80 | (documentType.length + 3), 0x42, 0x82, 0x80 | documentType.length]),
      Buffer.from(documentType, 'latin1'),
    ]),
  );
const ogg = (content: string): Buffer =>
  padded(Buffer.concat([Buffer.from('OggS\0\x02', 'latin1'), Buffer.alloc(22), Buffer.from(content, 'latin1')]));
const riff = (form: string): Buffer => padded(Buffer.from(`RIFF\x00\x01\x00\x00${form}`, 'latin1'));

export function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer =>
    Buffer.concat([uint32(data.length), Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', Buffer.concat([uint32(width), uint32(height), Buffer.from([8, 6, 0, 0, 0])])),
    chunk('IDAT', Buffer.alloc(16)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** @param before bytes of application segments (a camera's preview) in front of the size */
export function jpeg(width: number, height: number, before = 0): Buffer {
  const segments: Buffer[] = [];
  for (let left = before; left > 0; left -= 65_000) {
    const length = Math.min(left, 65_000);
    const header = Buffer.from([0xff, 0xe2, 0, 0]);
    header.writeUInt16BE(length + 2, 2);
    segments.push(header, Buffer.alloc(length, 0x20));
  }
  const frame = Buffer.from([0xff, 0xc0, 0, 17, 8, 0, 0, 0, 0, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  const start = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]);
  return padded(Buffer.concat([start, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1'), ...segments, frame]));
}

export function webp(width: number, height: number): Buffer {
  const bytes = Buffer.concat([Buffer.from('RIFF\x40\0\0\0WEBPVP8X\x0a\0\0\0', 'latin1'), Buffer.alloc(48)]);
  bytes.writeUIntLE(width - 1, 24, 3);
  bytes.writeUIntLE(height - 1, 27, 3);
  return bytes;
}

export function gif(width: number, height: number): Buffer {
  const bytes = padded(Buffer.from('GIF89a', 'latin1'));
  bytes.writeUInt16LE(width, 6);
  bytes.writeUInt16LE(height, 8);
  return bytes;
}

export function bmp(width: number, height: number): Buffer {
  const bytes = padded(Buffer.from('BM', 'latin1'));
  bytes.writeUInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  return bytes;
}

export function tiff(width: number, height: number): Buffer {
  const entry = (tag: number, value: number): Buffer => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16LE(tag, 0);
    bytes.writeUInt16LE(3, 2);
    bytes.writeUInt32LE(1, 4);
    bytes.writeUInt16LE(value, 8);
    return bytes;
  };
  const start = Buffer.from([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, 2, 0]);
  return padded(Buffer.concat([start, entry(256, width), entry(257, height)]));
}

export function avif(width: number, height: number): Buffer {
  const ispe = box('ispe', Buffer.concat([uint32(0), uint32(width), uint32(height)]));
  const meta = box('meta', Buffer.concat([uint32(0), box('iprp', box('ipco', ispe))]));
  return padded(Buffer.concat([ftyp('avif'), meta]));
}

export const samples: Readonly<Record<string, { readonly mediaType: string; readonly bytes: Buffer }>> = {
  png: { mediaType: 'image/png', bytes: png(3, 2) },
  jpg: { mediaType: 'image/jpeg', bytes: jpeg(3, 2) },
  webp: { mediaType: 'image/webp', bytes: webp(3, 2) },
  gif: { mediaType: 'image/gif', bytes: gif(3, 2) },
  bmp: { mediaType: 'image/bmp', bytes: bmp(3, 2) },
  tiff: { mediaType: 'image/tiff', bytes: tiff(3, 2) },
  avif: { mediaType: 'image/avif', bytes: avif(3, 2) },
  mp4: { mediaType: 'video/mp4', bytes: padded(ftyp('isom')) },
  m4v: { mediaType: 'video/mp4', bytes: padded(ftyp('M4V ')) },
  mov: { mediaType: 'video/quicktime', bytes: padded(ftyp('qt  ')) },
  mkv: { mediaType: 'video/x-matroska', bytes: ebml('matroska') },
  webm: { mediaType: 'video/webm', bytes: ebml('webm') },
  avi: { mediaType: 'video/x-msvideo', bytes: riff('AVI ') },
  '3gp': { mediaType: 'video/3gpp', bytes: padded(ftyp('3gp5')) },
  ogv: { mediaType: 'video/ogg', bytes: ogg('\x80theora') },
  flv: { mediaType: 'video/x-flv', bytes: padded(Buffer.from('FLV\x01', 'latin1')) },
  mpeg: { mediaType: 'video/mpeg', bytes: padded(Buffer.from([0, 0, 1, 0xba, 0x44, 0, 4])) },
  mp3: { mediaType: 'audio/mpeg', bytes: padded(Buffer.from([0xff, 0xfb, 0x90, 0x64])) },
  wav: { mediaType: 'audio/wav', bytes: riff('WAVE') },
  flac: { mediaType: 'audio/flac', bytes: padded(Buffer.from('fLaC', 'latin1')) },
  m4a: { mediaType: 'audio/mp4', bytes: padded(ftyp('M4A ')) },
  aac: { mediaType: 'audio/aac', bytes: padded(Buffer.from([0xff, 0xf1, 0x50, 0x80])) },
  ogg: { mediaType: 'audio/ogg', bytes: ogg('\x01vorbis') },
  opus: { mediaType: 'audio/ogg', bytes: ogg('OpusHead') },
  glb: { mediaType: 'model/gltf-binary', bytes: padded(Buffer.from('glTF\x02\0\0\0', 'latin1')) },
  ply: { mediaType: 'model/ply', bytes: padded(Buffer.from('ply\r\nformat ascii 1.0\r\n', 'latin1')) },
  zip: { mediaType: 'application/zip', bytes: Buffer.from(`PK\x05\x06${'\0'.repeat(18)}`, 'latin1') },
};
