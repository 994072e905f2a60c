import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { providerById } from '../../../../src/core/providers/registry.ts';
import { connectionWorld, studio } from '../connections/connectionWorld.ts';

const { window } = await import('vscode');
const { accountFor, sameTarget } = await import('../../../../src/editor/upload/uploadTarget.ts');

describe('The account files go to', () => {
  const provider = providerById('runware');
  let questions: string[];
  let answer: string | undefined;

  beforeEach(() => {
    questions = [];
    answer = undefined;
    Object.assign(window, {
      showQuickPick: async (
        items: readonly { readonly label: string }[],
        options: { readonly placeHolder: string },
      ): Promise<unknown> => {
        questions.push(options.placeHolder);
        return items.find(({ label }) => label === answer);
      },
    });
  });

  it('is that of the connection this workspace uses, which is asked about once', async () => {
    const world = connectionWorld();
    answer = 'Studio';
    assert.equal((await accountFor(world, { provider }))?.key, 'studio-key');
    assert.equal((await accountFor(world, { provider }))?.key, 'studio-key');
    assert.equal(questions.length, 1);
    assert.match(questions[0] ?? '', /Choose the one this workspace uses/);
  });

  it('stays that of the first attempt when the workspace uses another one meanwhile', async () => {
    const world = connectionWorld();
    await world.use(studio.id);
    const account = await accountFor(world, { provider });
    assert.ok(account);
    await world.use('runware');
    assert.equal((await accountFor(world, sameTarget(account)))?.key, 'studio-key');
    assert.deepEqual(questions, []);
  });

  it('has the key and the endpoint of the moment, which may have been what was wrong', async () => {
    const world = connectionWorld();
    await world.use('runware');
    const account = await accountFor(world, { provider });
    assert.ok(account);
    world.setKey('runware', 'right-key');
    assert.equal((await accountFor(world, sameTarget(account)))?.key, 'right-key');
    world.setEndpoint('runware', 'https://runware.example/v1');
    assert.equal((await accountFor(world, sameTarget(account)))?.endpoint.href, 'https://runware.example/v1');
  });

  it('is asked for where the connection of the first attempt was removed, also where one is left', async () => {
    const world = connectionWorld();
    await world.use(studio.id);
    const account = await accountFor(world, { provider });
    assert.ok(account);
    world.setAdded([]);
    assert.equal(await accountFor(world, sameTarget(account)), undefined);
    answer = 'Runware';
    assert.equal((await accountFor(world, sameTarget(account)))?.key, 'first-key');
    const question = 'Runware (Studio) was removed. Choose the connection to upload with.';
    assert.deepEqual(questions, [question, question]);
  });
});
