import assert from 'node:assert/strict';
import nodePath from 'node:path';
import { type MovedPath, pathSpellings } from '../../../../src/core/workflow/moves/pathSpellings.ts';

interface Row {
  /** As the document has it. */
  readonly value: string;
  /** What was read from it; the value by default. */
  readonly candidate?: string;
  readonly former: string;
  readonly file: string;
  /** What the path was relative to; the document's folder by default. */
  readonly folder?: string | undefined;
  /** The most faithful spelling. */
  readonly expected: string;
  readonly isSameForm?: false;
}

const posix: readonly Row[] = [
  // Renamed: only the name changes, whatever stands before it.
  { value: 'hero.png', former: '/w/flows/hero.png', file: '/w/flows/cat.png', expected: 'cat.png' },
  { value: './hero.png', former: '/w/flows/hero.png', file: '/w/flows/cat.png', expected: './cat.png' },
  { value: './a/../hero.png', former: '/w/flows/hero.png', file: '/w/flows/cat.png', expected: './a/../cat.png' },
  { value: '../art//hero.png', former: '/w/art/hero.png', file: '/w/art/cat.png', expected: '../art//cat.png' },
  { value: 'Hero.PNG', former: '/w/flows/hero.png', file: '/w/flows/cat.png', expected: 'cat.png' },
  {
    value: 'shots\\hero.png',
    candidate: 'shots/hero.png',
    former: '/w/flows/shots/hero.png',
    file: '/w/flows/shots/cat.png',
    expected: 'shots\\cat.png',
  },
  {
    value: 'hero.png [input]',
    candidate: 'hero.png',
    former: '/w/input/hero.png',
    file: '/w/input/cat.png',
    folder: '/w/input',
    expected: 'cat.png [input]',
  },
  {
    value: 'a.png [input]',
    candidate: 'a.png [input]',
    former: '/w/flows/a.png [input]',
    file: '/w/flows/b.png',
    expected: 'b.png',
  },
  // A folder was renamed: only its name changes.
  {
    value: './shots/hero.png',
    former: '/w/flows/shots/hero.png',
    file: '/w/flows/scenes/hero.png',
    expected: './scenes/hero.png',
  },
  {
    value: '/w/art/day/hero.png',
    former: '/w/art/day/hero.png',
    file: '/w/pictures/day/hero.png',
    folder: undefined,
    expected: '/w/pictures/day/hero.png',
  },
  { value: 'a/b/c.png', former: '/w/flows/a/b/c.png', file: '/w/flows/x/b/y.png', expected: 'x/b/y.png' },
  // Moved: relative to the same folder.
  { value: 'hero.png', former: '/w/flows/hero.png', file: '/w/flows/shots/hero.png', expected: 'shots/hero.png' },
  { value: './hero.png', former: '/w/flows/hero.png', file: '/w/flows/shots/hero.png', expected: './shots/hero.png' },
  { value: './hero.png', former: '/w/flows/hero.png', file: '/w/art/hero.png', expected: '../art/hero.png' },
  {
    value: 'shots\\day\\hero.png',
    candidate: 'shots/day/hero.png',
    former: '/w/flows/shots/day/hero.png',
    file: '/w/art/hero.png',
    expected: '..\\art\\hero.png',
  },
  {
    value: 'hero.png [input]',
    candidate: 'hero.png',
    former: '/w/input/hero.png',
    file: '/w/input/faces/hero.png',
    folder: '/w/input',
    expected: 'faces/hero.png [input]',
  },
  {
    value: 'hero.png',
    former: '/w/assets/hero.png',
    file: '/w/assets/new/hero.png',
    folder: '/w/assets',
    expected: 'new/hero.png',
  },
  // Moved out of the folder in which names are looked up: by the path from the document.
  {
    value: 'hero.png [input]',
    candidate: 'hero.png',
    former: '/w/input/hero.png',
    file: '/w/art/hero.png',
    folder: '/w/input',
    expected: '../art/hero.png',
    isSameForm: false,
  },
  {
    value: 'art/hero.png',
    former: '/w/art/hero.png',
    file: '/elsewhere/hero.png',
    folder: '/w',
    expected: '../../elsewhere/hero.png',
    isSameForm: false,
  },
  // Absolute paths, home and URLs stay what they are.
  {
    value: '/w/art/hero.png',
    former: '/w/art/hero.png',
    file: '/x/hero.png',
    folder: undefined,
    expected: '/x/hero.png',
  },
  {
    value: '~/art/hero.png',
    candidate: 'art/hero.png',
    former: '/home/me/art/hero.png',
    file: '/home/me/hero.png',
    folder: '/home/me',
    expected: '~/hero.png',
  },
  {
    value: '~/art/hero.png',
    candidate: 'art/hero.png',
    former: '/home/me/art/hero.png',
    file: '/x/hero.png',
    folder: '/home/me',
    expected: '/x/hero.png',
    isSameForm: false,
  },
  {
    value: 'file:///w/art/hero.png',
    candidate: '/w/art/hero.png',
    former: '/w/art/hero.png',
    file: '/w/my art/h\u00e9ro#1.png',
    folder: undefined,
    expected: 'file:///w/my%20art/h%C3%A9ro%231.png',
  },
  {
    value: 'file://localhost/w/a%20b.png',
    candidate: '/w/a b.png',
    former: '/w/a b.png',
    file: '/w/c d.png',
    folder: undefined,
    expected: 'file://localhost/w/c%20d.png',
  },
  {
    value: 'file:///w/a b.png',
    candidate: '/w/a b.png',
    former: '/w/a b.png',
    file: '/x/c d.png',
    folder: undefined,
    expected: 'file:///x/c d.png',
  },
  // Percent-encoded only where it was.
  {
    value: 'my%20art/hero.png',
    candidate: 'my art/hero.png',
    former: '/w/flows/my art/hero.png',
    file: '/w/flows/my art/a cat.png',
    expected: 'my%20art/a%20cat.png',
  },
  {
    value: 'my%20art/hero.png',
    candidate: 'my%20art/hero.png',
    former: '/w/flows/my%20art/hero.png',
    file: '/w/flows/my%20art/a cat.png',
    expected: 'my%20art/a cat.png',
  },
  {
    value: 'caf\u00e9/hero.png',
    candidate: 'cafe\u0301/hero.png',
    former: '/w/flows/cafe\u0301/hero.png',
    file: '/w/flows/cafe\u0301/cat.png',
    expected: 'caf\u00e9/cat.png',
  },
];

const windows: readonly Row[] = [
  {
    value: 'shots\\hero.png',
    candidate: 'shots/hero.png',
    former: 'C:\\w\\flows\\shots\\hero.png',
    file: 'C:\\w\\flows\\shots\\cat.png',
    expected: 'shots\\cat.png',
  },
  {
    value: 'hero.png',
    former: 'C:\\w\\flows\\hero.png',
    file: 'C:\\w\\flows\\shots\\hero.png',
    expected: 'shots/hero.png',
  },
  {
    value: '.\\hero.png',
    candidate: './hero.png',
    former: 'C:\\w\\flows\\hero.png',
    file: 'C:\\w\\flows\\shots\\hero.png',
    expected: '.\\shots\\hero.png',
  },
  {
    value: 'C:\\w\\art\\hero.png',
    candidate: 'C:/w/art/hero.png',
    former: 'C:/w/art/hero.png',
    file: 'd:\\x\\hero.png',
    folder: undefined,
    expected: 'D:\\x\\hero.png',
  },
  {
    value: 'C:/w/art/hero.png',
    former: 'C:/w/art/hero.png',
    file: 'C:\\w\\art\\cat.png',
    folder: undefined,
    expected: 'C:/w/art/cat.png',
  },
  {
    value: 'c:/W/art/hero.png',
    former: 'c:/W/art/hero.png',
    file: 'C:\\w\\new\\hero.png',
    folder: undefined,
    expected: 'c:/w/new/hero.png',
  },
  {
    value: 'file:///C:/w/hero.png',
    candidate: 'C:/w/hero.png',
    former: 'C:/w/hero.png',
    file: 'C:\\my art\\hero.png',
    folder: undefined,
    expected: 'file:///C:/my%20art/hero.png',
  },
  {
    value: 'hero.png',
    former: 'C:\\w\\flows\\hero.png',
    file: 'D:\\hero.png',
    expected: 'D:/hero.png',
    isSameForm: false,
  },
];

function spellings(row: Row, paths: nodePath.PlatformPath, documentFolder: string) {
  const moved: MovedPath = {
    candidate: row.value,
    homeFolder: '/home/me',
    documentFolder,
    ...row,
    folder: 'folder' in row ? row.folder : documentFolder,
  };
  return pathSpellings(moved, paths);
}

describe('The path of a moved file, written as it was before', () => {
  for (const row of posix) {
    it(`${row.value} → ${row.expected} (${row.file})`, () => {
      const [first] = spellings(row, nodePath.posix, '/w/flows');
      assert.deepEqual(first, { value: row.expected, isSameForm: row.isSameForm ?? true });
    });
  }

  for (const row of windows) {
    it(`on Windows: ${row.value} → ${row.expected} (${row.file})`, () => {
      const [first] = spellings(row, nodePath.win32, 'C:\\w\\flows');
      assert.deepEqual(first, { value: row.expected, isSameForm: row.isSameForm ?? true });
    });
  }

  it('has less faithful alternatives, in case another file is in the way', () => {
    const row = {
      value: 'hero.png',
      former: '/w/assets/hero.png',
      file: '/w/assets/cat.png',
      folder: '/w/assets',
      expected: '',
    };
    assert.deepEqual(
      spellings(row, nodePath.posix, '/w/flows').map(({ value }) => value),
      ['cat.png', '../assets/cat.png', '/w/assets/cat.png'],
    );
  });
});
