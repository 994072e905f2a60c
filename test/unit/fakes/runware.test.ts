import assert from 'node:assert/strict';
import { checkOnce, json, picture, postTasks, sha256, uploadOnce, withFakeProvider } from './support.ts';

interface Reply {
  readonly data: readonly Readonly<Record<string, string>>[];
  readonly errors: readonly Readonly<Record<string, string>>[];
  readonly error?: Readonly<Record<string, string>>;
  readonly taskUUID?: string;
}

const taskUUID = '50836053-a0ee-4cf5-b9d6-ae7c5d140ada';
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const bytes = picture(100_001);
const mediaStorage = { taskType: 'mediaStorage', taskUUID, operation: 'upload', media: bytes.toString('base64') };

describe('Runware fake server', () => {
  it('stores raw base64 as media and returns a UUID and a link', () =>
    withFakeProvider('runware', { keepBytes: true }, async (fakeProvider) => {
      const response = await postTasks(fakeProvider, [mediaStorage]);
      assert.equal(response.status, 200);
      const [media] = (await json<Reply>(response)).data;
      assert.equal(media?.taskUUID, taskUUID);
      assert.equal(media?.operation, 'upload');
      assert.match(media?.mediaUUID ?? '', uuid);
      assert.deepEqual(fakeProvider.files, [
        { name: '', contentType: '', size: 100_001, sha256: sha256(bytes), reference: media?.mediaUUID },
      ]);
      const download = await fetch(media?.mediaURL ?? '');
      assert.deepEqual(Buffer.from(await download.arrayBuffer()), bytes);
    }));

  it('uploads an image from a data URI with the deprecated task', () =>
    withFakeProvider('runware', {}, async (fakeProvider) => {
      const image = `data:image/png;base64,${bytes.toString('base64')}`;
      const response = await postTasks(fakeProvider, [{ taskType: 'imageUpload', taskUUID, image }]);
      const [uploaded] = (await json<Reply>(response)).data;
      assert.match(uploaded?.imageUUID ?? '', uuid);
      assert.match(uploaded?.imageURL ?? '', /\.png$/);
      assert.equal(fakeProvider.files[0]?.contentType, 'image/png');
      assert.equal(fakeProvider.files[0]?.sha256, sha256(bytes));
    }));

  it("doesn't accept a video as an image", () =>
    withFakeProvider('runware', {}, async (fakeProvider) => {
      const image = Buffer.from('00000018667479706d703432', 'hex').toString('base64');
      const response = await postTasks(fakeProvider, [{ taskType: 'imageUpload', taskUUID, image }]);
      assert.equal(response.status, 400);
      assert.equal((await json<Reply>(response)).errors[0]?.code, 'unsupportedImageFormat');
    }));

  it('refuses a wrong key, and accepts it as a first task instead of a header', () =>
    withFakeProvider('runware', {}, async (fakeProvider) => {
      const refused = await postTasks(fakeProvider, [mediaStorage], 'nope');
      assert.equal(refused.status, 401);
      assert.deepEqual(await json(refused), {
        errors: [
          {
            code: 'invalidApiKey',
            message: 'Invalid API key. Get one at https://my.runware.ai/signup',
            parameter: 'apiKey',
            taskType: 'authentication',
          },
        ],
      });
      const asTask = await fetch(fakeProvider.url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify([{ taskType: 'authentication', apiKey: fakeProvider.key }, mediaStorage]),
      });
      assert.equal(asTask.status, 200);
      const without = await fetch(fakeProvider.url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify([{ ...mediaStorage, taskUUID: crypto.randomUUID() }]),
      });
      assert.equal(without.status, 401);
    }));

  it('refuses anything but a list of tasks, a task without UUID or media, and invalid base64', () =>
    withFakeProvider('runware', {}, async (fakeProvider) => {
      const task = () => ({ ...mediaStorage, taskUUID: crypto.randomUUID() });
      const refusals: readonly [unknown, string][] = [
        [mediaStorage, 'invalidJSON'],
        [[], 'invalidJSON'],
        [['task'], 'invalidJSON'],
        [[{ ...mediaStorage, taskUUID: '1' }], 'invalidTaskUUID'],
        [[{ ...mediaStorage, taskUUID: '6ba7b810-9dad-11d1-80b4-00c04fd430c8' }], 'invalidTaskUUID'],
        [[{ ...task(), media: undefined }], 'missingParameter'],
        [[{ ...task(), media: '' }], 'missingParameter'],
        [[{ ...task(), media: 'not base64!' }], 'invalidMedia'],
        [[{ ...task(), media: `${mediaStorage.media.slice(0, 4000)}?${mediaStorage.media}` }], 'invalidMedia'],
        [[{ ...task(), media: `${'A'.repeat(3000)}==${'A'.repeat(2)}` }], 'invalidMedia'],
        [[{ ...task(), media: 'data:image/png,abcd' }], 'invalidMedia'],
        [[{ ...task(), operation: 'rename' }], 'invalidOperation'],
        [[{ taskType: 'imageInference', taskUUID: crypto.randomUUID() }], 'missingParameter'],
        [[{ taskType: 'somethingElse', taskUUID: crypto.randomUUID() }], 'unsupportedTaskType'],
      ];
      for (const [body, code] of refusals) {
        const response = await postTasks(fakeProvider, body);
        assert.equal(response.status, 400, code);
        assert.equal((await json<Reply>(response)).errors[0]?.code, code);
      }
      assert.deepEqual(fakeProvider.files, []);
    }));

  it('refuses a taskUUID that was used before, whatever became of its task', () =>
    withFakeProvider('runware', {}, async (fakeProvider) => {
      for (const first of [mediaStorage, { ...mediaStorage, taskUUID: crypto.randomUUID(), media: '!' }]) {
        await postTasks(fakeProvider, [first]);
        const again = await postTasks(fakeProvider, [{ ...mediaStorage, taskUUID: first.taskUUID }]);
        assert.equal(again.status, 400);
        assert.equal((await json<Reply>(again)).errors[0]?.code, 'duplicateTaskUUID');
      }
      assert.equal(fakeProvider.files.length, 1);
    }));

  it("refuses a body that isn't declared as JSON", () =>
    withFakeProvider('runware', {}, async (fakeProvider) => {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
        const response = await fetch(fakeProvider.url, {
          method: 'POST',
          headers: { Authorization: `Bearer ${fakeProvider.key}`, 'Content-Type': type },
          body: JSON.stringify([mediaStorage]),
        });
        assert.equal(response.status, 400);
        assert.equal((await json<Reply>(response)).errors[0]?.code, 'invalidContentType');
      }
    }));

  it('saves images of imageUpload with at most 2048 pixels per edge, and those of mediaStorage as they are', () =>
    withFakeProvider('runware', {}, async (fakeProvider) => {
      const sizes = [
        [2048, 2048],
        [4096, 1024],
        [1000, 2049],
      ] as const;
      for (const [width, height] of sizes) {
        const image = picture(2048, width, height).toString('base64');
        await postTasks(fakeProvider, [{ taskType: 'imageUpload', taskUUID: crypto.randomUUID(), image }]);
      }
      const media = picture(2048, 4096, 1024).toString('base64');
      await postTasks(fakeProvider, [{ ...mediaStorage, media }]);
      assert.deepEqual(
        fakeProvider.files.map(({ scaledTo }) => scaledTo),
        [undefined, { width: 2048, height: 512 }, { width: 1000, height: 2048 }, undefined],
      );
    }));

  it('fetches what a public link leads to, and refuses a link that leads nowhere', () =>
    withFakeProvider('runware', { web: { 'https://example.com/cat.png': bytes } }, async (fakeProvider) => {
      const store = (media: string) =>
        postTasks(fakeProvider, [{ ...mediaStorage, taskUUID: crypto.randomUUID(), media }]);
      assert.equal((await store('https://example.com/cat.png')).status, 200);
      assert.equal(fakeProvider.files[0]?.sha256, sha256(bytes));
      const refused = await store('http://127.0.0.1/cat.png');
      assert.equal((await json<Reply>(refused)).errors[0]?.code, 'failedToTransferMedia');
    }));

  it('deletes what it stored, once', () =>
    withFakeProvider('runware', {}, async (fakeProvider) => {
      const media = (await json<Reply>(await postTasks(fakeProvider, [mediaStorage]))).data[0]?.mediaUUID;
      const remove = async () => {
        const task = { taskType: 'mediaStorage', taskUUID: crypto.randomUUID(), operation: 'delete', media };
        return { task, reply: await json<Reply>(await postTasks(fakeProvider, [task])) };
      };
      const { task, reply } = await remove();
      const { media: mediaUUID, ...rest } = task;
      assert.deepEqual(reply.data, [{ ...rest, mediaUUID }]);
      assert.equal((await remove()).reply.errors[0]?.code, 'mediaNotFound');
    }));

  it('answers valid tasks beside the errors of invalid ones', () =>
    withFakeProvider('runware', {}, async (fakeProvider) => {
      const bad = { ...mediaStorage, taskUUID: crypto.randomUUID(), media: '!' };
      const response = await postTasks(fakeProvider, [bad, mediaStorage]);
      assert.equal(response.status, 200);
      const { data, errors } = await json<Reply>(response);
      assert.deepEqual([data[0]?.taskUUID, errors[0]?.taskUUID], [taskUUID, bad.taskUUID]);
    }));

  it('reports the organisation for a correct key', () =>
    withFakeProvider('runware', {}, async (fakeProvider) => {
      assert.equal(
        (await json<Reply>(await checkOnce(fakeProvider))).data[0]?.organizationName,
        'Fake server Organization',
      );
      assert.equal((await checkOnce(fakeProvider, 'nope')).status, 401);
    }));
});

describe('Runware fake server, known variations', () => {
  it('answers "1" while it is processing, and the actual UUID after so many polls', () =>
    withFakeProvider('runware', {}, async (fakeProvider) => {
      fakeProvider.inject({ what: 'processing', polls: 2 });
      const first = (await json<Reply>(await postTasks(fakeProvider, [mediaStorage]))).data[0];
      assert.equal(first?.mediaUUID, '1');
      assert.equal(first?.mediaURL, undefined);
      const seen = [];
      for (let poll = 0; poll < 3; poll += 1) {
        const reply = await json<Reply>(await postTasks(fakeProvider, [{ taskType: 'getResponse', taskUUID }]));
        seen.push(reply.data[0]?.mediaUUID);
      }
      assert.deepEqual(seen, ['1', '1', fakeProvider.files[0]?.reference]);
    }));

  it('has no answer to a poll for a task nobody sent, or one that was answered before', () =>
    withFakeProvider('runware', {}, async (fakeProvider) => {
      const poll = async () => json<Reply>(await postTasks(fakeProvider, [{ taskType: 'getResponse', taskUUID }]));
      assert.equal((await poll()).errors[0]?.code, 'taskNotFound');
      await postTasks(fakeProvider, [mediaStorage]);
      assert.equal((await poll()).errors[0]?.code, 'taskNotFound');
    }));

  it('answers a poll for a finished upload once', () =>
    withFakeProvider('runware', {}, async (fakeProvider) => {
      fakeProvider.inject({ what: 'processing' });
      await postTasks(fakeProvider, [mediaStorage]);
      const poll = () => postTasks(fakeProvider, [{ taskType: 'getResponse', taskUUID }]);
      assert.equal((await poll()).status, 200);
      assert.equal((await json<Reply>(await poll())).errors[0]?.code, 'taskNotFound');
    }));

  it('fails only polls where only polls are meant', () =>
    withFakeProvider('runware', {}, async (fakeProvider) => {
      fakeProvider.inject({ what: 'processing' });
      fakeProvider.inject({ step: 'poll', what: 'status', status: 503 });
      assert.equal((await postTasks(fakeProvider, [mediaStorage])).status, 200);
      assert.equal((await postTasks(fakeProvider, [{ taskType: 'getResponse', taskUUID }])).status, 503);
      assert.equal((await postTasks(fakeProvider, [{ taskType: 'getResponse', taskUUID }])).status, 200);
    }));

  it('answers in each of its unusual forms', () =>
    withFakeProvider('runware', {}, async (fakeProvider) => {
      let taskUUID = '';
      const post = (): Promise<Response> => {
        taskUUID = crypto.randomUUID();
        return postTasks(fakeProvider, [{ ...mediaStorage, taskUUID }]);
      };
      const next = async (): Promise<Reply> => json<Reply>(await post());
      fakeProvider.inject({ what: 'dataAsObject' });
      assert.equal(
        (await json<{ data: { taskUUID: string } }>(await uploadOnce(fakeProvider))).data.taskUUID.length,
        36,
      );

      fakeProvider.inject({ what: 'errors', code: 'insufficientCredits' });
      const errors = await post();
      assert.equal(errors.status, 200);
      assert.equal((await json<Reply>(errors)).errors[0]?.code, 'insufficientCredits');

      fakeProvider.inject({ what: 'errorsBesideData' });
      const beside = await next();
      assert.equal(beside.data[0]?.taskUUID, taskUUID);
      assert.notEqual(beside.errors[0]?.taskUUID, taskUUID);

      fakeProvider.inject({ what: 'dataOfAnotherTask' });
      const other = await next();
      assert.notEqual(other.data[0]?.taskUUID, taskUUID);
      assert.equal(other.errors[0]?.taskUUID, taskUUID);

      fakeProvider.inject({ what: 'singleError', code: 'internalServerError', status: 500 });
      const single = await next();
      assert.equal(single.error?.code, 'internalServerError');
      assert.equal(single.taskUUID, taskUUID);

      fakeProvider.inject({ what: 'otherTaskUuid' });
      assert.notEqual((await next()).data[0]?.taskUUID, taskUUID);

      fakeProvider.inject({ what: 'alter', set: { mediaURL: undefined, mediaUUID: '' } });
      const altered = (await next()).data[0];
      assert.deepEqual(Object.keys(altered ?? {}), ['taskType', 'taskUUID', 'operation', 'mediaUUID']);
    }));
});
