import { randomBytes } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { png } from '../unit/asset/samples.ts';

/** Bytes that are random once and then repeated: nothing on the way can make them smaller. */
const piece = randomBytes(4_000_000);

/** Writes a file that begins as a picture does, or with other bytes, and has exactly so many of them. */
export async function writeSample(path: string, size: number, beginning = png(1, 1)): Promise<string> {
  const file = await open(path, 'w');
  try {
    await file.write(beginning);
    await fill(file, size - beginning.length);
    // The disk is not to be busy with it while it is read.
    await file.sync();
  } finally {
    await file.close();
  }
  return path;
}

async function fill(file: FileHandle, size: number): Promise<void> {
  for (let left = size; left > 0; left -= piece.length) {
    await file.write(piece.subarray(0, Math.min(left, piece.length)));
  }
}
