import assert from 'node:assert/strict';
import { readdir, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Asset } from '../../../../src/core/asset/asset.ts';
import { UploadError } from '../../../../src/core/errors.ts';
import { assertApproved, assertGated } from '../../../../src/core/uploads/permission/permissionGate.ts';
import { GateWorld, harmless, isCode, readAll, recipient, sha256, signal } from './gateWorld.ts';

describe('a source that the permission gate has let pass', () => {
  let world: GateWorld;

  beforeEach(async () => {
    world = await GateWorld.start();
  });

  afterEach(() => world.stop());

  const cat = () => world.file(join(world.workspace, 'cat.png'), 'chosen');

  it('is known by no copy, no subclass and no look-alike', async () => {
    const gated = await world.admitOne(cat());
    const approved = await gated.open(signal);
    try {
      assertGated(gated, recipient);
      assertApproved(approved, recipient);
      const forgeries = [
        undefined,
        null,
        'a.png',
        {},
        { ...approved },
        { ...gated },
        Object.create(approved),
        Object.assign(Object.create(Object.getPrototypeOf(approved)), approved),
        new Proxy(approved, {}),
        JSON.parse(JSON.stringify({ ...approved, stamp: undefined })),
      ];
      for (const forgery of forgeries) {
        assert.throws(() => assertApproved(forgery, recipient), TypeError);
        assert.throws(() => assertGated(forgery, recipient), TypeError);
      }
      assert.throws(() => assertApproved(gated, recipient), TypeError);
      assert.throws(() => assertGated(approved, recipient), TypeError);
    } finally {
      await approved.close();
    }
  });

  it('is approved for its recipient only', async () => {
    const gated = await world.admitOne(cat());
    const approved = await gated.open(signal);
    await approved.close();
    for (const other of [
      { ...recipient, provider: 'runway' as const },
      { ...recipient, endpoint: 'https://www.runninghub.cn/' },
      { ...recipient, connection: 'runningHub-1a2b3c4d' },
    ]) {
      assert.throws(() => assertGated(gated, other), TypeError);
      assert.throws(() => assertApproved(approved, other), TypeError);
    }
  });

  it('cannot be changed', async () => {
    const approved = await (await world.admitOne(cat())).open(signal);
    await approved.close();
    assert.throws(() => Object.assign(approved, { read: () => [] }), TypeError);
    assert.throws(() => Object.assign(approved, { recipient: {} }), TypeError);
  });

  it('is read, and read again, from the handle that was checked', async () => {
    const path = join(world.workspace, 'cat.png');
    const approved = await (await world.admitOne(cat())).open(signal);
    try {
      // Another file under the same name: a reading by path would give its bytes.
      await rename(path, join(world.workspace, 'renamed.png'));
      await symlink(world.passport, path);
      const readings = [readWithoutClosing(approved), readWithoutClosing(approved)];
      for (const reading of await Promise.allSettled(readings)) {
        assert.ok(reading.status === 'rejected' && UploadError.is(reading.reason, 'changedWhileReading'));
      }
    } finally {
      await approved.close();
    }
  });

  it('tells observers about each reading, and stays approved with them', async () => {
    const events: string[] = [];
    let bytes = 0;
    const source = await (await world.admitOne(cat())).open(signal);
    const observed = source.observed(() => {
      events.push('start');
      return {
        onChunk: ({ length }) => {
          bytes += length;
        },
        onEnd: () => events.push('end'),
      };
    });
    assertApproved(observed, recipient);
    await readWithoutClosing(observed);
    await readAll(observed);
    assert.deepEqual(events, ['start', 'end', 'start', 'end']);
    assert.equal(bytes, 2 * harmless.length);
  });

  it('keeps the name it was given, and leaves no file open', async () => {
    const handles = async (): Promise<number> =>
      process.platform === 'linux' ? (await readdir('/proc/self/fd')).length : 0;
    const before = await handles();
    const link = world.file(join(world.workspace, 'linked.png'), 'chosen');
    const approved = await (await world.admitOne(link)).open(signal);
    assert.equal(approved.name, 'linked.png');
    await approved.close();
    for (const cause of ['commandArguments', 'document', 'programme', 'ownRecord'] as const) {
      const more = { sent: { contentHash: sha256(harmless), kind: 'image' } } as const;
      await world.send(world.file(world.passport, cause, more)).catch(() => {});
    }
    await utimes(world.passport, 1, 1);
    await writeFile(world.passport, 'no media');
    await assert.rejects(world.send(world.file(world.passport, 'chosen')), isCode('typeUnsupported'));
    await assert.rejects(world.send(world.file(world.passport, 'ownRecord')), isCode('typeUnsupported'));
    assert.equal(await handles(), before);
  });
});

async function readWithoutClosing(asset: Asset): Promise<void> {
  for await (const chunk of asset.read()) {
    assert.ok(chunk.length > 0);
  }
}
