import '../fakeVscode.ts';
import assert from 'node:assert/strict';

const { urisIn } = await import('../../../../src/editor/insert/transferredMedia.ts');

describe('A dropped list of URIs', () => {
  it('gives every URI, without comments and empty lines', () => {
    const list = '# from a file manager\r\nfile:///a.png\r\n\r\nfile:///b%20c.png\r\n';
    assert.deepEqual(urisIn(list).map(String), ['file:///a.png', 'file:///b%20c.png']);
  });

  it('leaves out a malformed line and keeps the others', () => {
    const list = 'file:///a.png\nno uri at all\n://\nfile:///b.png';
    assert.deepEqual(urisIn(list).map(String), ['file:///a.png', 'file:///b.png']);
  });
});
