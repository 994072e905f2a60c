import assert from 'node:assert/strict';
import { type PlatformPath, posix, win32 } from 'node:path';
import { placeOf } from '../../../../src/core/uploads/permission/workspaceFolders.ts';
import { isWithin } from '../../../../src/core/workflow/paths/within.ts';

describe('containment', () => {
  const rows: readonly [paths: PlatformPath, folder: string, file: string, isInside: boolean][] = [
    [posix, '/home/me/art', '/home/me/art/a.png', true],
    [posix, '/home/me/art', '/home/me/art', false],
    [posix, '/home/me/art', '/home/me/art-private/a.png', false],
    [posix, '/home/me/art', '/home/me/art/../private/a.png', false],
    [posix, '/home/me/art', '/home/me/art/..foo/a.png', true],
    [posix, '/home/me/art', '/home/me/art/.env', false],
    [posix, '/home/me/art', '/home/me/art/.git/a.png', false],
    [posix, '/home/me/.art', '/home/me/.art/a.png', true],
    [posix, '/', '/a.png', true],
    [win32, 'C:\\Art', 'c:\\art\\a.png', true],
    [win32, 'C:\\art', 'D:\\art\\a.png', false],
    [win32, 'C:\\art', 'C:\\art-private\\a.png', false],
    [win32, 'C:\\art', 'C:\\art\\.ssh\\a.png', false],
    [win32, '\\\\nas\\art', '\\\\nas\\art\\a.png', true],
    [win32, '\\\\nas\\art', '\\\\nas\\private\\a.png', false],
  ];
  for (const [paths, folder, file, isInside] of rows) {
    it(`${isInside ? 'holds' : 'fails'} for ${file} in ${folder}`, () => {
      assert.equal(isWithin(folder, file, paths), isInside);
    });
  }
});

describe('the place of a file', () => {
  const folders = [{ path: '/open', realPath: '/data/repository' }];
  const place = (path: string, realPath: string): string => placeOf({ path, realPath }, folders, posix);

  it('is inside through the link that leads to the workspace folder itself', () => {
    assert.equal(place('/open/a.png', '/data/repository/a.png'), 'inside');
  });

  it('is inside by its real path, too', () => {
    assert.equal(place('/data/repository/a.png', '/data/repository/a.png'), 'inside');
  });

  it('is inside where the file system gives back another case, or accents composed otherwise', () => {
    assert.equal(place('/open/CAF\u00c9.png', '/data/repository/cafe\u0301.png'), 'inside');
  });

  it('is a link inside for another name', () => {
    assert.equal(place('/open/a.png', '/data/repository/contract.png'), 'linkInside');
    assert.equal(place('/open/linked/a.png', '/data/repository/real/a.png'), 'linkInside');
  });

  it('is a link outside where what is spelled inside leads out', () => {
    assert.equal(place('/open/a.png', '/home/me/a.png'), 'linkOutside');
    assert.equal(place('/open/a.png', '/data/repository/.env'), 'linkOutside');
  });

  it('is outside for everything else', () => {
    assert.equal(place('/home/me/a.png', '/home/me/a.png'), 'outside');
    assert.equal(placeOf({ path: '/a.png', realPath: '/a.png' }, [], posix), 'outside');
  });
});
