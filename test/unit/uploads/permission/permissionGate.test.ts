import assert from 'node:assert/strict';
import { readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Asset } from '../../../../src/core/asset/asset.ts';
import { openFileAsset } from '../../../../src/core/asset/openFileAsset.ts';
import type { SourceFolder } from '../../../../src/core/asset/sourceFolder.ts';
import { localFileSystem } from '../../../../src/core/uploads/permission/openRegularFile.ts';
import { png } from '../../asset/samples.ts';
import {
  allowAll,
  GateWorld,
  harmless,
  isCancelled,
  isCode,
  readAll,
  recipient,
  secret,
  sha256,
  signal,
} from './gateWorld.ts';

describe('the permission gate', () => {
  let world: GateWorld;

  beforeEach(async () => {
    world = await GateWorld.start();
  });

  afterEach(() => world.stop());

  describe('asking', () => {
    it('asks once about several files, and names where each really is', async () => {
      world.answer = allowAll;
      const linked = join(world.workspace, 'linked.png');
      await world.send(world.file(linked, 'commandArguments'), world.file(world.passport, 'commandArguments'));
      assert.deepEqual(
        world.questions.map(({ type, files }) => ({ type, files })),
        [
          {
            type: 'files',
            files: [
              { name: 'linked.png', realPath: world.passport, place: 'linkOutside', cause: 'commandArguments' },
              { name: 'passport.png', realPath: world.passport, place: 'outside', cause: 'commandArguments' },
            ],
          },
        ],
      );
      assert.equal(world.questions[0]?.recipient, recipient);
    });

    it('sends those of the files that are allowed, and cancels the others', async () => {
      world.answer = ({ files }) => files.slice(1);
      const [first, second] = await world.admit(
        world.file(join(world.workspace, 'linked.png'), 'document'),
        world.file(world.passport, 'document'),
      );
      assert.ok(first && second);
      await assert.rejects(first.open(signal), isCancelled);
      assert.deepEqual(await readAll(await second.open(signal)), secret);
      assert.equal(world.questions.length, 1);
    });

    it("doesn't ask again about what was declined", async () => {
      const source = await world.admitOne(world.file(world.passport, 'commandArguments'));
      await assert.rejects(source.open(signal), isCancelled);
      await assert.rejects(source.open(signal), isCancelled);
      assert.equal(world.questions.length, 1);
    });

    it("takes an answer for files it wasn't asked about as no", async () => {
      world.answer = ({ files }) => files.map((file) => ({ ...file }));
      await assert.rejects(world.send(world.file(world.passport, 'document')), isCancelled);
    });

    it('asks a document once for its workspace and recipient, and remembers a yes', async () => {
      world.answer = allowAll;
      const cat = world.file(join(world.workspace, 'cat.png'), 'document');
      const dog = world.file(join(world.workspace, 'images', 'dog.png'), 'document');
      await world.send(cat, dog);
      await world.send(dog);
      assert.deepEqual(
        world.questions.map(({ type, files }) => `${type} ${files.length}`),
        ['workspace 2'],
      );
      const other = { ...recipient, endpoint: 'https://www.runninghub.cn/' };
      await world.gate.admit([cat], other, signal);
      await world.send({ ...cat, cause: 'programme' });
      assert.equal(world.questions.length, 3);
    });

    it("asks about each connection to one server, and takes 0.1.0's answer for the default one only", async () => {
      world.answer = allowAll;
      world.remembered.add(`document ${recipient.provider} ${recipient.endpoint}`);
      const cat = world.file(join(world.workspace, 'cat.png'), 'document');
      await world.send(cat);
      assert.equal(world.questions.length, 0);
      const labels = ['RunningHub (Work)', 'RunningHub (Personal)', 'RunningHub (Work)'];
      for (const label of labels) {
        const [source] = await world.gate.admit([cat], { ...recipient, label, connection: label }, signal);
        assert.deepEqual(source && (await readAll(await source.open(signal))), harmless);
      }
      assert.deepEqual(
        world.questions.map((question) => question.recipient.label),
        labels.slice(0, 2),
      );
    });

    it('says what is refused before anything else is asked, and asks nothing about the rest', async () => {
      const { gate } = world;
      const { provider } = recipient;
      const cat = world.file(join(world.workspace, 'cat.png'), 'programme');
      await gate.assertNotRefused(cat, provider, signal);
      const outside = gate.assertNotRefused(world.file(world.passport, 'programme'), provider, signal);
      await assert.rejects(outside, isCode('outsideWorkspace'));
      world.isTrusted = false;
      await assert.rejects(gate.assertNotRefused(cat, provider, signal), isCode('workspaceUntrusted'));
      assert.equal(world.questions.length, 0);
    });

    it('asks again next time, and not in circles, where a yes could not be remembered', async () => {
      const forgetful = await GateWorld.start({ remembered: { has: () => false, add: async () => {} } });
      try {
        forgetful.answer = allowAll;
        const cat = forgetful.file(join(forgetful.workspace, 'cat.png'), 'document');
        assert.deepEqual(await forgetful.send(cat), harmless);
        assert.deepEqual(await forgetful.send(cat), harmless);
        assert.equal(forgetful.questions.length, 2);
      } finally {
        await forgetful.stop();
      }
    });

    it("doesn't remember a no about the workspace", async () => {
      const cat = world.file(join(world.workspace, 'cat.png'), 'document');
      await assert.rejects(world.send(cat), isCancelled);
      assert.equal(world.remembered.size, 0);
      world.answer = allowAll;
      assert.deepEqual(await world.send(cat), harmless);
    });

    it('asks about what is missing, refused or broken nothing, and lets the rest go', async () => {
      world.answer = allowAll;
      const missing = world.file(join(world.workspace, 'gone.png'), 'commandArguments');
      const [first, second] = await world.admit(
        missing,
        world.file(join(world.workspace, 'cat.png'), 'commandArguments'),
      );
      assert.ok(first && second);
      await assert.rejects(first.open(signal), isCode('fileMissing'));
      assert.deepEqual(await readAll(await second.open(signal)), harmless);
      assert.equal(world.questions.length, 0);
    });

    it('ends with the signal', async () => {
      const stopped = AbortSignal.abort();
      await assert.rejects(world.gate.admit([world.file(world.passport, 'document')], recipient, stopped), isCancelled);
    });
  });

  describe('what was agreed to', () => {
    it('is asked about again once the path leads to another file', async () => {
      world.answer = allowAll;
      const source = await world.admitOne(world.file(world.passport, 'document'));
      await rm(world.passport);
      await writeFile(join(world.elsewhere, 'other.png'), png(77, 77));
      await symlink('other.png', world.passport);
      assert.deepEqual(await readAll(await source.open(signal)), png(77, 77));
      assert.deepEqual(
        world.questions.flatMap(({ files }) => files.map(({ realPath }) => realPath)),
        [world.passport, join(world.elsewhere, 'other.png')],
      );
    });

    it('is asked about again once another file has its name', async () => {
      world.answer = allowAll;
      const source = await world.admitOne(world.file(world.passport, 'document'));
      await writeFile(`${world.passport}.new`, png(77, 77));
      await rename(`${world.passport}.new`, world.passport);
      world.answer = () => [];
      await assert.rejects(source.open(signal), isCancelled);
      assert.equal(world.questions.length, 2);
    });

    it('holds for another attempt', async () => {
      world.answer = allowAll;
      const source = await world.admitOne(world.file(world.passport, 'document'));
      await readAll(await source.open(signal));
      await readAll(await source.open(signal));
      assert.equal(world.questions.length, 1);
    });
  });

  describe('a record', () => {
    const sent = { contentHash: sha256(secret), kind: 'image' } as const;

    it('of one’s own goes from outside while its content is what it was', async () => {
      assert.deepEqual(await world.send(world.file(world.passport, 'ownRecord', { sent })), secret);
      assert.equal(world.questions.length, 0);
    });

    it('of one’s own asks once its content is another', async () => {
      await writeFile(world.passport, png(77, 77));
      await assert.rejects(world.send(world.file(world.passport, 'ownRecord', { sent })), isCancelled);
      assert.equal(world.questions.length, 1);
      world.answer = allowAll;
      assert.deepEqual(await world.send(world.file(world.passport, 'ownRecord', { sent })), png(77, 77));
    });

    it('of one’s own asks once its kind is another', async () => {
      await assert.rejects(
        world.send(world.file(world.passport, 'ownRecord', { sent: { ...sent, kind: 'archive' as const } })),
        isCancelled,
      );
      assert.equal(world.questions.length, 1);
    });

    it('whose file has become a folder is refused', async () => {
      await rm(world.passport);
      await symlink(world.elsewhere, world.passport);
      world.answer = allowAll;
      await assert.rejects(world.send(world.file(world.passport, 'ownRecord', { sent })), isCode('notAFile'));
    });

    it('that was imported asks even inside the workspace', async () => {
      const file = world.file(join(world.workspace, 'cat.png'), 'importedRecord', { sent });
      await assert.rejects(world.send(file), isCancelled);
      assert.equal(world.questions.length, 1);
    });
  });

  describe('a file that cannot be proven to be where its path leads', () => {
    let isProven: boolean;
    let doubtful: GateWorld;

    beforeEach(async () => {
      isProven = false;
      const pathOfHandle = async (): Promise<string | undefined> => (isProven ? undefined : '/somewhere/else.png');
      doubtful = await GateWorld.start({ fileSystem: { ...localFileSystem, pathOfHandle } });
      doubtful.answer = allowAll;
    });

    afterEach(() => doubtful.stop());

    it('counts as outside, and nobody is asked about a path that may not be its own', async () => {
      const cat = join(doubtful.workspace, 'cat.png');
      const sent = { contentHash: sha256(harmless), kind: 'image' } as const;
      assert.deepEqual(await doubtful.send(doubtful.file(cat, 'chosen')), harmless);
      assert.deepEqual(await doubtful.send(doubtful.file(cat, 'ownRecord', { sent })), harmless);
      await assert.rejects(doubtful.send(doubtful.file(cat, 'programme')), isCode('outsideWorkspace'));
      for (const cause of ['commandArguments', 'document', 'importedRecord', 'unknownRecord', 'ownRecord'] as const) {
        await assert.rejects(doubtful.send(doubtful.file(cat, cause)), isCode('changedWhileReading'));
      }
      assert.equal(doubtful.questions.length, 0);
    });

    it("isn't covered by an earlier consent", async () => {
      isProven = true;
      const file = doubtful.file(join(doubtful.elsewhere, 'passport.png'), 'document');
      const [source] = await doubtful.gate.admit([file], recipient, signal);
      assert.equal(doubtful.questions.length, 1);
      isProven = false;
      await assert.rejects(async () => source?.open(signal), isCode('changedWhileReading'));
    });
  });

  describe('another machine or file system', () => {
    const share = { uri: 'file://server/share/a.png', path: '//server/share/a.png', name: 'a.png' };

    it("isn't touched before the question", async () => {
      const touched: string[] = [];
      const touching = async (path: unknown): Promise<never> => {
        touched.push(String(path));
        throw Object.assign(new Error('touched'), { code: 'ENOENT' });
      };
      const remote = await GateWorld.start({
        fileSystem: {
          open: touching,
          realpath: touching,
          stat: touching,
          pathOfHandle: async () => undefined,
        } as never,
      });
      try {
        for (const cause of ['commandArguments', 'document', 'ownRecord', 'importedRecord', 'unknownRecord'] as const) {
          await assert.rejects(remote.send({ ...share, cause }), isCancelled);
        }
        await assert.rejects(remote.send({ ...share, cause: 'programme' }), isCode('outsideWorkspace'));
        assert.equal(touched.join(), '');
        assert.deepEqual(
          remote.questions.flatMap(({ files }) => files.map(({ realPath, place }) => `${place} ${realPath}`)),
          Array(5).fill('network //server/share/a.png'),
        );
        remote.answer = allowAll;
        await assert.rejects(remote.send({ ...share, cause: 'commandArguments' }), isCode('fileMissing'));
        assert.ok(touched.includes(share.path));
      } finally {
        await remote.stop();
      }
    });

    it('of VS Code’s is read without a question inside the workspace, and with one elsewhere', async () => {
      const inside = {
        uri: 'memfs://store/open/a.png',
        path: undefined,
        name: 'a.png',
        cause: 'commandArguments',
      } as const;
      const outside = { ...inside, uri: 'memfs://store/private/a.png' };
      assert.deepEqual(await world.send(inside), harmless);
      assert.equal(world.questions.length, 0);
      world.virtualReads.length = 0;
      const sent = { contentHash: sha256(secret), kind: 'image' } as const;
      for (const cause of ['commandArguments', 'document', 'ownRecord', 'importedRecord', 'unknownRecord'] as const) {
        await assert.rejects(world.send({ ...outside, cause, sent }), isCancelled);
      }
      assert.deepEqual(world.virtualReads, []);
      world.answer = allowAll;
      assert.deepEqual(await world.send(outside), secret);
    });
  });

  describe('a folder', () => {
    const asArchive = async (folder: SourceFolder): Promise<Asset> => {
      const names = await readdir(folder.realPath);
      const parts = await Promise.all(
        names.sort().map(async (name) => readAll(await folder.open(join(folder.realPath, name)))),
      );
      const path = join(world.elsewhere, '..', 'archive.png');
      await writeFile(path, Buffer.concat(parts));
      return openFileAsset(path, `file://${path}`, { signal });
    };

    it('goes as one archive', async () => {
      const file = world.file(join(world.workspace, 'images'), 'commandArguments', { archive: asArchive });
      assert.deepEqual(await world.send(file), harmless);
      assert.equal(world.questions.length, 0);
    });

    it('that is a link asks, and names where it leads', async () => {
      const file = world.file(join(world.workspace, 'linkedFolder'), 'commandArguments', { archive: asArchive });
      await assert.rejects(world.send(file), isCancelled);
      assert.deepEqual(
        world.questions[0]?.files.map(({ realPath, place }) => [realPath, place]),
        [[world.elsewhere, 'linkOutside']],
      );
    });

    it('gives no file that a link leads to', async () => {
      await symlink(world.passport, join(world.workspace, 'images', 'more.png'));
      const file = world.file(join(world.workspace, 'images'), 'commandArguments', { archive: asArchive });
      await assert.rejects(world.send(file), isCode('outsideWorkspace'));
    });

    it('that has become a link by the time its files are read gives none of them', async () => {
      const images = join(world.workspace, 'images');
      const archive = async (folder: SourceFolder): Promise<Asset> => {
        await rm(images, { recursive: true });
        await symlink(world.elsewhere, images);
        return folder.open(join(images, 'passport.png'));
      };
      await assert.rejects(world.send(world.file(images, 'commandArguments', { archive })), isCode('outsideWorkspace'));
    });

    it('is refused where one file is meant', async () => {
      await assert.rejects(world.send(world.file(join(world.workspace, 'images'), 'chosen')), isCode('notAFile'));
    });
  });
});
