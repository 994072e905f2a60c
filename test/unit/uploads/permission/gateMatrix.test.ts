import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelledError, UploadError } from '../../../../src/core/errors.ts';
import type { Cause } from '../../../../src/core/uploads/permission/decide.ts';
import type { FileToSend } from '../../../../src/core/uploads/permission/judgedSource.ts';
import { allowAll, GateWorld, harmless, secret } from './gateWorld.ts';

const causes: readonly Cause[] = [
  'chosen',
  'commandArguments',
  'document',
  'ownRecord',
  'importedRecord',
  'unknownRecord',
  'programme',
];

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const recorded = (contentHash: string): Partial<FileToSend> => ({ sent: { contentHash, kind: 'image' } });

interface Row {
  readonly what: string;
  /** What comes of it for each of the causes, in their order. */
  readonly trusted: string;
  readonly untrusted: string;
  make(world: GateWorld): Promise<Omit<FileToSend, 'cause'>> | Omit<FileToSend, 'cause'>;
}

const insideRow = { trusted: 'goes goes asks goes asks goes asks', untrusted: 'goes asks no no no no no' };
const outsideRow = { trusted: 'goes asks asks asks asks asks outside', untrusted: 'goes asks no no no no no' };
const neverRow = {
  trusted: 'notAFile notAFile notAFile notAFile notAFile notAFile notAFile',
  untrusted: 'notAFile notAFile no no no no no',
};

const rows: readonly Row[] = [
  { what: 'a file inside', ...insideRow, make: (world) => world.file(join(world.workspace, 'cat.png'), 'chosen') },
  {
    what: 'a link that stays inside',
    trusted: 'goes asks asks goes asks goes asks',
    untrusted: insideRow.untrusted,
    make: (world) => world.file(join(world.workspace, 'linkInside.png'), 'chosen'),
  },
  {
    what: 'a file outside',
    ...outsideRow,
    make: (world) => world.file(join(world.elsewhere, 'passport.png'), 'chosen', recorded(sha256(harmless))),
  },
  {
    what: 'a file outside with the bytes that were recorded',
    trusted: 'goes asks asks goes asks asks outside',
    untrusted: outsideRow.untrusted,
    make: (world) => world.file(join(world.elsewhere, 'passport.png'), 'chosen', recorded(sha256(secret))),
  },
  {
    what: 'a file that climbs out of the workspace',
    ...outsideRow,
    make: (world) => world.file(`${world.workspace}/../elsewhere/passport.png`, 'chosen'),
  },
  {
    what: 'a link that leads outside',
    ...outsideRow,
    make: (world) => world.file(join(world.workspace, 'linked.png'), 'chosen'),
  },
  {
    what: 'a file in a folder that is a link',
    ...outsideRow,
    make: (world) => world.file(join(world.workspace, 'linkedFolder', 'passport.png'), 'chosen'),
  },
  {
    what: 'a hidden file of the workspace',
    ...outsideRow,
    make: async (world) => {
      await mkdir(join(world.workspace, '.git'));
      await writeFile(join(world.workspace, '.git', 'hidden.png'), secret);
      return world.file(join(world.workspace, '.git', 'hidden.png'), 'chosen');
    },
  },
  { what: 'a folder', ...neverRow, make: (world) => world.file(join(world.workspace, 'images'), 'chosen') },
  {
    what: 'a folder that is a link',
    ...neverRow,
    make: (world) => world.file(join(world.workspace, 'linkedFolder'), 'chosen'),
  },
  {
    what: 'a virtual file inside',
    ...insideRow,
    make: () => ({ uri: 'memfs://store/open/a.png', path: undefined, name: 'a.png' }),
  },
  {
    what: 'a virtual file outside',
    ...outsideRow,
    make: () => ({ uri: 'memfs://store/private/a.png', path: undefined, name: 'a.png' }),
  },
  {
    what: 'a file on another machine',
    ...outsideRow,
    trusted: 'fileMissing asks asks asks asks asks outside',
    untrusted: 'fileMissing asks no no no no no',
    make: () => ({ uri: 'file://server.invalid/share/a.png', path: '//server.invalid/share/a.png', name: 'a.png' }),
  },
  {
    what: 'a device by a Windows name',
    ...neverRow,
    make: () => ({ uri: 'file:///x', path: '//./PhysicalDrive0', name: 'PhysicalDrive0' }),
  },
];

/** Windows has neither. */
const posixRows: readonly Row[] = [
  {
    what: 'a named pipe',
    ...neverRow,
    make: (world) => {
      execFileSync('mkfifo', [join(world.workspace, 'pipe.png')]);
      return world.file(join(world.workspace, 'pipe.png'), 'chosen');
    },
  },
  { what: 'a device', ...neverRow, make: (world) => world.file('/dev/zero', 'chosen') },
];

describe('what the gate lets through', () => {
  for (const row of process.platform === 'win32' ? rows : [...rows, ...posixRows]) {
    for (const trust of ['trusted', 'untrusted'] as const) {
      it(`of ${row.what}, ${trust}`, async () => {
        const world = await GateWorld.start();
        try {
          world.isTrusted = trust === 'trusted';
          const file = await row.make(world);
          const outcomes: string[] = [];
          for (const cause of causes) {
            outcomes.push(await outcomeOf(world, { ...file, cause }));
          }
          assert.equal(outcomes.join(' '), row[trust]);
        } finally {
          await world.stop();
        }
      });
    }
  }
});

/** What comes of a file that nobody allows; where that is a question, what is asked about goes once it is allowed. */
async function outcomeOf(world: GateWorld, file: FileToSend): Promise<string> {
  world.questions.length = 0;
  world.remembered.clear();
  world.answer = () => [];
  try {
    const sent = await world.send(file);
    assert.ok(sent.length > 0 && world.questions.length === 0);
    return 'goes';
  } catch (error) {
    if (UploadError.is(error)) {
      assert.equal(world.questions.length, 0);
      return { workspaceUntrusted: 'no', outsideWorkspace: 'outside' }[error.code as string] ?? error.code;
    }
    assert.ok(CancelledError.is(error), String(error));
  }
  const [asked] = world.questions.flatMap(({ files }) => files);
  assert.equal(world.questions.length, 1);
  assert.ok(asked);
  world.answer = allowAll;
  if (asked.place !== 'network') {
    assert.ok((await world.send(file)).length > 0);
    assert.equal(world.questions.length, 2);
  }
  return 'asks';
}
