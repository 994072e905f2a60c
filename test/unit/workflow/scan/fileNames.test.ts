import assert from 'node:assert/strict';
import { isNoFile } from '../../../../src/core/workflow/scan/fileNames.ts';

describe('A value that ends in a media extension', () => {
  for (const value of [
    '.webp',
    'ffmpeg -i a.mp4 b.mp4',
    'magick a.png b.webp',
    'frame_%03d.png',
    'f%d.png',
    '%5i.png',
  ]) {
    it(`names no file: ${value}`, () => {
      assert.equal(isNoFile(value), true);
    });
  }

  for (const value of [
    'my%20dog.png',
    'my%20icon.png',
    '%d0%bf%d0%b8.png',
    '%D0%BF.png',
    'my photo.png',
    './a.b c.png',
  ]) {
    it(`may name one: ${value}`, () => {
      assert.equal(isNoFile(value), false);
    });
  }
});
