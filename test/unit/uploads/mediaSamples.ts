import { randomBytes } from 'node:crypto';

/** Smallest beginnings that make a file what it is; what follows is random, so that no two files are the same. */

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
}

function padded(head: Buffer, size: number): Buffer {
  return Buffer.concat([head, randomBytes(Math.max(size - head.length, 0))]);
}

export function png(size = 4096, width = 64, height = 48): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const start = Buffer.concat([signature, chunk('IHDR', header)]);
  const dataLength = Math.max(size - start.length - 12, 0);
  return Buffer.concat([start, chunk('IDAT', randomBytes(dataLength))]);
}

export function mp4(size = 4096): Buffer {
  return padded(Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isomiso2', 'latin1'), size);
}

export function wav(size = 4096): Buffer {
  return padded(Buffer.from('RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x44\xac\0\0', 'latin1'), size);
}

export function zip(size = 4096): Buffer {
  return padded(Buffer.from('PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0a.png', 'latin1'), size);
}

export function gif(size = 4096): Buffer {
  return padded(Buffer.from('GIF89a\x40\0\x30\0\x80\0\0', 'latin1'), size);
}
