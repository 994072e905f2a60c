import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UploadError } from '../../../../src/core/errors.ts';
import {
  type FileSystem,
  type JudgedFile,
  localFileSystem,
  openRegularFile,
} from '../../../../src/core/uploads/permission/openRegularFile.ts';

const isNoFile = (error: unknown) => UploadError.is(error, 'notAFile');
const onPosix = process.platform === 'win32' ? it.skip : it;

describe('opening a file for judgement, on this disk', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await localFileSystem.realpath(await mkdtemp(join(tmpdir(), 'regular-')));
    path = join(folder, 'a.png');
    await writeFile(path, 'content');
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function judged(at: string): Promise<Omit<JudgedFile, 'handle'>> {
    const { handle, ...rest } = await openRegularFile(at, localFileSystem);
    await handle.close();
    return rest;
  }

  it('finds where it is, and the same identity through a link', async () => {
    const link = join(folder, 'link.png');
    await symlink(path, link);
    const { identity, isProven } = await judged(link);
    assert.equal(identity.realPath, path);
    assert.equal(isProven, true);
    assert.equal(typeof identity.inode, 'bigint');
    assert.deepEqual((await judged(path)).identity, identity);
  });

  it('refuses a folder', () => assert.rejects(judged(folder), isNoFile));

  // Windows has none of these in its file system.
  onPosix('refuses a named pipe that nobody writes to, at once', async () => {
    const pipe = join(folder, 'pipe.png');
    execFileSync('mkfifo', [pipe]);
    await assert.rejects(judged(pipe), isNoFile);
  });

  onPosix('refuses a socket', async () => {
    const socket = join(folder, 'socket.png');
    const server = createServer().listen(socket);
    await once(server, 'listening');
    try {
      await assert.rejects(judged(socket), isNoFile);
    } finally {
      server.close();
    }
  });

  onPosix('refuses a device', () => assert.rejects(judged('/dev/null'), isNoFile));
});

interface FakeFile {
  readonly realPath: string;
  readonly dev: bigint;
  readonly ino: bigint;
}

/** What each call sees; the path changes between them as often as a test likes. */
interface Calls {
  readonly opened: FakeFile;
  readonly realPathBefore?: string;
  readonly realPath?: string;
  readonly atRealPath?: FakeFile;
  /** What the handle says when it is asked for the second time. */
  readonly again?: FakeFile;
  readonly kernelPath?: string;
  readonly isFile?: boolean;
}

function fakeFileSystem(calls: Calls): FileSystem & { readonly closed: string[]; readonly flags: number[] } {
  const { opened, atRealPath = opened, again = opened, kernelPath, isFile = true } = calls;
  const { realPath = opened.realPath, realPathBefore = realPath } = calls;
  const stats = ({ dev, ino }: FakeFile, isRegular: boolean) => ({ dev, ino, isFile: () => isRegular }) as BigIntStats;
  const closed: string[] = [];
  const flags: number[] = [];
  const ofHandle = [opened, again];
  const realPaths = [realPathBefore, realPath];
  const fake = {
    closed,
    flags,
    stat: async (path: string) =>
      path === '/project/a.png' && atRealPath.realPath !== path ? stats(opened, true) : stats(atRealPath, true),
    realpath: async () => realPaths.shift(),
    open: async (_path: string, openFlags: number) => {
      flags.push(openFlags);
      return {
        stat: async () => stats(ofHandle.shift() ?? opened, isFile),
        close: async () => void closed.push(opened.realPath),
      } as unknown as FileHandle;
    },
    pathOfHandle: async () => kernelPath,
  };
  return fake as unknown as ReturnType<typeof fakeFileSystem>;
}

describe('opening a file for judgement while its path changes', () => {
  const inside: FakeFile = { realPath: '/project/a.png', dev: 1n, ino: 10n };
  const outside: FakeFile = { realPath: '/private/a.png', dev: 1n, ino: 20n };
  const isProven = async (calls: Calls): Promise<boolean> =>
    (await openRegularFile('/project/a.png', fakeFileSystem(calls))).isProven;

  it('proves what stays as it is', async () => {
    assert.equal(await isProven({ opened: inside }), true);
    assert.equal(await isProven({ opened: inside, kernelPath: inside.realPath }), true);
  });

  it("doesn't take the handle of one file for the path of another", async () => {
    assert.equal(await isProven({ opened: outside, realPath: inside.realPath, atRealPath: inside }), false);
  });

  it('tells inodes apart that are equal as numbers', async () => {
    const large = { ...inside, ino: 2n ** 60n };
    assert.equal(
      await isProven({ opened: { ...large, ino: 2n ** 60n + 1n }, realPath: inside.realPath, atRealPath: large }),
      false,
    );
  });

  it('tells equal inodes of two devices apart', async () => {
    assert.equal(await isProven({ opened: { ...inside, dev: 2n }, atRealPath: inside }), false);
  });

  it('makes do with the inode where a path has no device, as on Windows with libuv 1.49', async () => {
    assert.equal(await isProven({ opened: inside, atRealPath: { ...inside, dev: 0n } }), true);
    assert.equal(
      await isProven({ opened: outside, realPath: inside.realPath, atRealPath: { ...inside, dev: 0n } }),
      false,
    );
  });

  it('believes the kernel when a folder was swapped for a link and back between the other calls', async () => {
    assert.equal(await isProven({ opened: { ...inside, ino: 20n }, kernelPath: outside.realPath }), false);
    assert.equal(await isProven({ opened: inside, kernelPath: '/project/a.png (deleted)' }), false);
  });

  it('goes by the real path before and after where there are no inodes, or none that stay', async () => {
    const without = { ...inside, ino: 0n };
    const renumbered = { ...inside, ino: 11n };
    assert.equal(await isProven({ opened: without }), true);
    assert.equal(await isProven({ opened: without, realPathBefore: outside.realPath }), false);
    assert.equal(await isProven({ opened: inside, again: renumbered, atRealPath: { ...inside, ino: 12n } }), true);
    assert.equal(await isProven({ opened: inside, again: renumbered, realPathBefore: outside.realPath }), false);
    const { identity } = await openRegularFile('/project/a.png', fakeFileSystem({ opened: without }));
    assert.deepEqual(identity, { realPath: '/project/a.png', device: undefined, inode: undefined });
  });

  it('closes what turns out to be something other than a file once it is open', async () => {
    const fake = fakeFileSystem({ opened: inside, isFile: false });
    await assert.rejects(openRegularFile('/project/a.png', fake), isNoFile);
    assert.deepEqual(fake.closed, ['/project/a.png']);
  });

  onPosix('opens without waiting for the other end of a pipe', async () => {
    const fake = fakeFileSystem({ opened: inside });
    await openRegularFile('/project/a.png', fake);
    assert.deepEqual(fake.flags, [constants.O_RDONLY | constants.O_NONBLOCK]);
  });
});
