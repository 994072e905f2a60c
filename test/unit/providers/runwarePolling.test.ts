import assert from 'node:assert/strict';
import { mp4 } from '../uploads/mediaSamples.ts';
import { failureOf, useWorld } from '../uploads/uploadWorld.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('An upload that Runware is still processing', () => {
  const world = useWorld('runware');
  const upload = async () => {
    const file = await world().file('clip.mp4', mp4());
    return { file, result: world().upload(file, { account: world().account({ options: { task: 'mediaStorage' } }) }) };
  };

  it('polls every two seconds until there is a reference', async () => {
    world().fakeProvider.inject({ what: 'processing', polls: 3 });
    const { result } = await upload();
    assert.match((await result).record.reference.value, uuid);
    assert.equal(world().paths.length, 1 + 4);
    assert.deepEqual(world().clock.sleeps, [2000, 2000, 2000, 2000]);
    assert.equal(world().fakeProvider.files.length, 1);
  });

  it('gives up after a hundred polls, without sending the file again', async () => {
    world().fakeProvider.inject({ what: 'processing', polls: 500 });
    const error = await failureOf((await upload()).result);
    assert.equal(error.code, 'serverError');
    assert.equal(error.retryable, false);
    assert.equal(world().paths.length, 101);
    assert.equal(world().history.count(), 0);
  });

  it('survives failed polls without sending the file again', async () => {
    world().fakeProvider.inject({ what: 'processing', polls: 1 });
    world().fakeProvider.inject({ what: 'status', status: 503, step: 'poll', times: 2 });
    world().fakeProvider.inject({ what: 'reset', when: 'afterBody', step: 'poll' });
    const { result } = await upload();
    assert.match((await result).record.reference.value, uuid);
    assert.equal(world().fakeProvider.files.length, 1);
  });

  it('stops at once when the task turns out to have failed', async () => {
    world().fakeProvider.inject({ what: 'processing', polls: 9 });
    const body = { errors: [{ code: 'unsupportedMedia', message: 'Cannot decode' }] };
    world().fakeProvider.inject({ what: 'status', status: 400, body, step: 'poll' });
    const error = await failureOf((await upload()).result);
    assert.equal(error.code, 'rejected');
    assert.equal(world().paths.length, 2);
  });

  it('survives a server that does not know of the task yet', async () => {
    world().fakeProvider.inject({ what: 'processing', polls: 1 });
    const body = { errors: [{ code: 'taskNotFound', message: 'No task found for the given taskUUID.' }] };
    world().fakeProvider.inject({ what: 'status', status: 400, body, step: 'poll', times: 4 });
    const { result } = await upload();
    assert.match((await result).record.reference.value, uuid);
    assert.equal(world().fakeProvider.files.length, 1);
  });

  it('sends the file again when the task stays unknown', async () => {
    world().fakeProvider.inject({ what: 'processing' });
    world().fakeProvider.inject({ what: 'status', status: 404, step: 'poll', times: 5 });
    const { file, result } = await upload();
    await result;
    assert.equal(world().paths.length, 1 + 5 + 1);
    assert.deepEqual(
      world().fakeProvider.files.map(({ sha256 }) => sha256),
      [file.sha256, file.sha256],
    );
  });

  it('survives a page of a gateway in between', async () => {
    world().fakeProvider.inject({ what: 'processing' });
    world().fakeProvider.inject({ what: 'status', status: 200, body: '<html>Wait</html>', step: 'poll', times: 2 });
    const { result } = await upload();
    assert.match((await result).record.reference.value, uuid);
  });

  it('stops at once when the key is rejected', async () => {
    world().fakeProvider.inject({ what: 'processing' });
    world().fakeProvider.inject({ what: 'status', status: 401, step: 'poll' });
    const error = await failureOf((await upload()).result);
    assert.equal(error.code, 'keyRejected');
    assert.equal(world().paths.length, 2);
  });

  it('can be cancelled between two polls', async () => {
    world().fakeProvider.inject({ what: 'processing', polls: 50 });
    const cancel = new AbortController();
    world().clock.onSleep = () => world().clock.sleeps.length === 3 && cancel.abort();
    const file = await world().file('clip.mp4', mp4());
    await assert.rejects(world().upload(file, { signal: cancel.signal }), { name: 'CancelledError' });
    assert.equal(world().paths.length, 3);
    assert.equal(world().history.count(), 0);
    assert.equal(file.counts.open, 0);
  });
});
