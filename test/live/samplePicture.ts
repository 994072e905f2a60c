import { randomBytes } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

const edge = 16;
const bytesPerPixel = 3;

/**
 * A valid PNG of about 800 bytes: small, but above Runway's 512. Its pixels are random, so that no provider has the same
 * content from an earlier run.
 */
export function samplePicture(): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(edge, 0);
  header.writeUInt32BE(edge, 4);
  // Eight bits per channel, RGB.
  header.set([8, 2], 8);
  // Each line begins with the number of its filter: none.
  const lines = Array.from({ length: edge }, () => Buffer.concat([Buffer.alloc(1), randomBytes(edge * bytesPerPixel)]));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const data = deflateSync(Buffer.concat(lines));
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
