import assert from 'node:assert/strict';
import { posix, win32 } from 'node:path';
import { judgeSpelling } from '../../../../src/core/workflow/paths/spelling.ts';

/** What is judged: a URI, the path VS Code makes of it, and what is expected. */
type Row = readonly [uri: string, path: string | undefined, expected: string];

function judged([uri, path]: Row, context: Parameters<typeof judgeSpelling>[1]): string {
  const spelling = judgeSpelling({ uri, path }, context);
  switch (spelling.type) {
    case 'refused':
      return `refused ${spelling.reason}`;
    case 'virtual':
      return spelling.isInside ? 'virtual inside' : 'virtual outside';
    default:
      return spelling.type;
  }
}

describe('the spelling of a path on Windows', () => {
  const folders = [
    { uri: 'file:///c%3A/project', path: 'C:\\project' },
    { uri: 'file://nas/art/open', path: '\\\\nas\\art\\open' },
  ];
  const rows: readonly Row[] = [
    ['file:///c%3A/project/a.png', 'c:\\project\\a.png', 'local'],
    ['file:///d%3A/x.png', 'D:\\x.png', 'local'],
    ['file:///c%3A/project/a.png', 'C:/project/a.png', 'local'],
    ['file://nas/art/open/a.png', '\\\\nas\\art\\open\\a.png', 'local'],
    ['file://NAS/art/open/a.png', '\\\\NAS\\art\\open\\a.png', 'local'],
    ['file://nas/art/open/../secret/a.png', '\\\\nas\\art\\open\\..\\secret\\a.png', 'network'],
    ['file://nas/art/opened/a.png', '\\\\nas\\art\\opened\\a.png', 'network'],
    ['file://server/share/a.png', '\\\\server\\share\\a.png', 'network'],
    ['file:////server/share/a.png', '//server/share/a.png', 'network'],
    ['file:///x/y.png', '\\/server\\share\\y.png', 'network'],
    ['file://localhost/c:/a.png', 'c:\\a.png', 'local'],
    ['file:///x', '\\\\.\\COM1', 'refused device'],
    ['file:///x', '\\\\?\\C:\\project\\a.png', 'refused device'],
    ['file:///x', '//?/C:/project/a.png', 'refused device'],
    ['file:///x', '\\\\?\\UNC\\server\\share\\a.png', 'refused device'],
    ['file:///x', '\\??\\C:\\a.png', 'refused device'],
    ['file:///x', '\\\\.\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy1\\a.png', 'refused device'],
    ['file:///x', 'C:\\project\\NUL', 'refused device'],
    ['file:///x', 'C:\\project\\con.png', 'refused device'],
    ['file:///x', 'C:\\project\\LPT1 .png', 'refused device'],
    ['file:///x', 'C:\\project\\aux\\a.png', 'refused device'],
    ['file:///x', 'C:\\project\\a.png:hidden', 'refused device'],
    ['file:///x', 'C:\\project\\a.png::$DATA', 'refused device'],
    ['file:///c%3A/project/console.png', 'C:\\project\\console.png', 'local'],
    ['file:///x', 'C:a.png', 'refused notAbsolute'],
    ['file:///x', 'a.png', 'refused notAbsolute'],
    ['file:///x', 'C:\\project\\a.png\0.txt', 'refused notAbsolute'],
    ['file:///x', undefined, 'refused notAbsolute'],
  ];

  for (const row of rows) {
    it(`is ${row[2]}: ${JSON.stringify(row[1] ?? row[0])}`, () => {
      assert.equal(judged(row, { folders, paths: win32 }), row[2]);
    });
  }
});

describe('the spelling of a path on Linux and macOS', () => {
  const folders = [
    { uri: 'file:///project', path: '/project' },
    { uri: 'file:///net/home/project', path: '/net/home/project' },
    { uri: 'memfs://store/open', path: undefined },
  ];
  const rows: readonly Row[] = [
    ['file:///project/a.png', '/project/a.png', 'local'],
    ['file:///elsewhere/a.png', '/elsewhere/a.png', 'local'],
    ['file:///project/con.png', '/project/con.png', 'local'],
    ['file:///project/a%3Ab.png', '/project/a:b.png', 'local'],
    ['file://localhost/project/a.png', '/project/a.png', 'local'],
    ['file://server/share/a.png', '//server/share/a.png', 'network'],
    ['FILE://server/share/a.png', '/share/a.png', 'network'],
    ['file:////server/share/a.png', '//server/share/a.png', 'network'],
    ['file:///net/server/a.png', '/net/server/a.png', 'network'],
    ['file:///NET/server/a.png', '/NET/server/a.png', 'network'],
    ['file:///project/../net/server/a.png', '/project/../net/server/a.png', 'network'],
    ['file:///x', '/System/Volumes/Data/net/server/a.png', 'network'],
    ['file:///Network/Servers/server/a.png', '/Network/Servers/server/a.png', 'network'],
    ['file:///afs/cell/a.png', '/afs/cell/a.png', 'network'],
    ['file:///net/home/project/a.png', '/net/home/project/a.png', 'local'],
    ['file:///net/home/project/../../server/a.png', '/net/home/project/../../server/a.png', 'network'],
    ['file:///network/a.png', '/network/a.png', 'local'],
    ['file:///project/net/server/a.png', '/project/net/server/a.png', 'local'],
    ['file:///x', '\\\\server\\share\\a.png', 'refused notAbsolute'],
    ['file:///x', '//./a.png', 'refused device'],
    ['file:///x', 'a.png', 'refused notAbsolute'],
    ['file:///x', '/project/a.png\0', 'refused notAbsolute'],
    ['memfs://store/open/a.png', undefined, 'virtual inside'],
    ['memfs://store/open/below/a.png', undefined, 'virtual inside'],
    ['memfs://store/opened/a.png', undefined, 'virtual outside'],
    ['memfs://store/open', undefined, 'virtual outside'],
    ['memfs://store/open/../a.png', undefined, 'virtual outside'],
    ['memfs://store/open/%2E%2E/a.png', undefined, 'virtual outside'],
    ['memfs://store/open/x%2F..%2F..%2Fa.png', undefined, 'virtual outside'],
    ['memfs://store/open/.git/a.png', undefined, 'virtual outside'],
    ['memfs://other/open/a.png', undefined, 'virtual outside'],
    ['https://example.com/a.png', undefined, 'virtual outside'],
    ['memfs://store/open/%E0%A4%A', undefined, 'virtual outside'],
    ['', '/project/a.png', 'virtual outside'],
  ];

  for (const row of rows) {
    it(`is ${row[2]}: ${JSON.stringify(row[1] ?? row[0])}`, () => {
      assert.equal(judged(row, { folders, paths: posix }), row[2]);
    });
  }
});
