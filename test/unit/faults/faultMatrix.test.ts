import assert from 'node:assert/strict';
import { CancelledError, UploadError } from '../../../src/core/errors.ts';
import { maxAttempts } from '../../../src/core/http/retry.ts';
import type { ProviderId } from '../../../src/core/providers/providerId.ts';
import type { Reference } from '../../../src/core/providers/reference.ts';
import { createAccountCalls } from '../../../src/core/uploads/accounts/accountCalls.ts';
import type { FaultKind } from '../../fakes/fault.ts';
import { transports } from '../http/loopback.ts';
import { tracesOf } from '../redaction/keyForms.ts';
import { png } from '../uploads/mediaSamples.ts';
import { type TestFile, useWorld, World } from '../uploads/uploadWorld.ts';
import { commonRows, type Ending, stallRows } from './faultRows.ts';
import { type FaultedStep, faultedSteps } from './faultSteps.ts';

/** Occurs nowhere else in a log, and is written differently in each of its forms. */
const canary = 'key_canary/0123+4567=89~canary/0123+4567>89';
const traces = tracesOf(canary);
const always = 999;

/** The key of a storage has several parts. */
function keyFor(provider: ProviderId): string {
  return provider === 's3' ? JSON.stringify({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: canary }) : canary;
}

function uploadedTo({ fakeProvider: { url } }: World): Reference {
  const value = `${url}/media-bucket/${'a'.repeat(64)}.png`;
  return { form: 'presignedUrl', value, lifetime: { type: 'kept' }, expiresAt: undefined };
}

/** Makes the call of a step. @returns what it threw */
async function attempt(world: World, step: FaultedStep, file: TestFile): Promise<unknown> {
  const account = world.account({ options: step.options, key: keyFor(step.provider) });
  const { signal } = new AbortController();
  const call = step.isCheck
    ? step.step === 'delete'
      ? createAccountCalls(world).deleteUpload(uploadedTo(world), account, signal)
      : createAccountCalls(world).checkConnection(account, signal)
    : world.upload(file, { account, onProgress: (progress) => world.log.debug(JSON.stringify(progress)) });
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}

function assertNothingSecret(world: World, error: unknown): void {
  const text = world.written(error);
  assert.ok(!traces.some((trace) => text.includes(trace)), `The key was written down: ${text}`);
  // A link that RunningHub has signed is a reference: it stays in the history, and must be nowhere else.
  const links = world.history
    .query({ limit: 100 })
    .flatMap(({ reference, alternatives }) => [reference, ...alternatives]);
  const others = links.reduce((rest, { value }) => rest.replace(JSON.stringify(value), ''), text);
  assert.ok(!/\?[\w-]+=/.test(others), `A query was written down: ${others}`);
  assert.ok(!/<(?:html|body|head|center|error|code|\?xml)\b/i.test(text), `Markup was written down: ${text}`);
}

function assertEnded(world: World, step: FaultedStep, file: TestFile, error: unknown, ending: Ending): void {
  if (ending.code === undefined) {
    assert.equal(error, undefined);
  } else {
    assert.ok(UploadError.is(error), `Not an UploadError: ${String(error)}`);
    assert.equal(error.code, ending.code);
    assert.equal(error.provider, step.provider);
    assert.equal(error.fileName, step.isCheck ? undefined : file.name);
  }
  assert.ok(!CancelledError.is(error));
  assert.equal(world.history.count(), ending.code === undefined && !step.isCheck ? 1 : 0);
  assert.equal(world.fakeProvider.strayRequests.length, 0, 'A redirect was followed');
  assert.equal(file.counts.open, 0, 'The file was left open');
  assert.deepEqual(world.uploader.running(), []);
  assertNothingSecret(world, error);
}

function expectedRequests(step: FaultedStep, row: string, { isRetried, code }: Ending): number {
  const { isCheck, othersPerAttempt = 0, perRetriedAttempt = 1 } = step;
  const ofRow = step.perRow?.[row];
  if (ofRow !== undefined) {
    return ofRow + othersPerAttempt;
  }
  if (isCheck || !isRetried) {
    // A poll without a result is repeated up to its own limit.
    return (step.step === 'poll' && code === 'serverError' ? 100 : 1) + othersPerAttempt;
  }
  return maxAttempts * (perRetriedAttempt + othersPerAttempt);
}

function requestsOf(world: World, step: FaultedStep): number {
  return world.fakeProvider.requests.filter(
    ({ path, method }) => step.path.test(path) && (step.method === undefined || step.method === method),
  ).length;
}

function slotsUsedTwice(world: World): number {
  const slots = world.fakeProvider.requests.filter(({ path }) => path.startsWith('/storage/')).map(({ path }) => path);
  return slots.length - new Set(slots).size;
}

const cases = transports.flatMap((transport) =>
  faultedSteps.map((step) => ({
    transport,
    step,
    name: [step.provider, step.step, ...Object.values(step.options ?? {}), `over ${transport}`].join(' '),
  })),
);

for (const { transport, step, name } of cases) {
  describe(`a fault at ${name}`, () => {
    const world = useWorld(step.provider, {
      transport,
      fakeProvider: step.provider === 'comfyServer' ? {} : { key: keyFor(step.provider) },
    });
    let file: TestFile;
    before(async () => {
      file = await world().file('cat.png', png(60_000));
    });

    async function make(fault: FaultKind, times: number): Promise<unknown> {
      await world().renewConnections();
      if (step.setUp !== undefined) {
        world().fakeProvider.inject(step.setUp);
      }
      world().fakeProvider.inject({ ...fault, step: step.step, times });
      return attempt(world(), step, file);
    }

    for (const [row, { fault, ending: usual }] of Object.entries(commonRows(canary))) {
      const ending = step.rules?.[row] ?? usual;
      const outcome = ending.code ?? 'no failure';
      it(`"${row}" ends in ${outcome} after ${expectedRequests(step, row, ending)} requests`, async () => {
        const error = await make(fault, always);
        assertEnded(world(), step, file, error, ending);
        const expected = expectedRequests(step, row, ending);
        const most = step.followsAnotherStep && row.startsWith('reset') ? 2 * expected : expected;
        const requests = requestsOf(world(), step);
        assert.ok(requests >= expected && requests <= most, `${requests} requests`);
        assert.equal(slotsUsedTwice(world()), 0);
      });

      if (ending.isRetried && !step.isCheck) {
        it(`"${row}" once doesn't keep the upload from succeeding`, async () => {
          const error = await make(fault, 1);
          assertEnded(world(), step, file, error, { code: undefined, isRetried: false });
          assert.equal(world().fakeProvider.files[0]?.sha256, file.sha256);
          assert.equal(slotsUsedTwice(world()), 0);
        });
      }
    }
  });
}

describe('a server that stops responding', () => {
  for (const { transport, step, name } of cases.filter(({ step: { isCheck } }) => !isCheck)) {
    const carriesFile = !['slot', 'poll', 'probe'].includes(step.step);

    describe(`at ${name}`, () => {
      const world = useWorld(step.provider, {
        transport,
        fakeProvider: step.provider === 'comfyServer' ? {} : { key: keyFor(step.provider) },
      });

      for (const [row, fault] of Object.entries(stallRows)) {
        if (!carriesFile && row !== 'stall afterBody') {
          continue;
        }
        it(`"${row}" once is given up after a while, and the upload succeeds`, async () => {
          const file = await world().file('cat.png', png(60_000));
          if (step.setUp !== undefined) {
            world().fakeProvider.inject(step.setUp);
          }
          world().fakeProvider.inject({ ...fault, step: step.step, times: 1 });
          await world().renewConnections(120);
          // Only the attempt that stalls is short of time: on a busy machine any other could be.
          world().clock.onSleep = () => {
            if (world().log.text.includes('idleTimeout')) {
              void world().renewConnections();
            }
          };
          const error = await attempt(world(), step, file);
          assertEnded(world(), step, file, error, { code: undefined, isRetried: false });
          assert.match(world().log.text, /idleTimeout/);
          assert.equal(slotsUsedTwice(world()), 0);
        });
      }
    });
  }

  it('for good ends in idleTimeout', async () => {
    const step = faultedSteps.find(({ provider }) => provider === 'comfyCloud');
    assert.ok(step);
    const world = await World.start('comfyCloud', { fakeProvider: { key: canary }, idleTimeout: 400 });
    try {
      const file = await world.file('cat.png', png());
      world.fakeProvider.inject({ what: 'stall', when: 'afterBody', times: always });
      const error = await attempt(world, step, file);
      assertEnded(world, step, file, error, { code: 'idleTimeout', isRetried: true });
      assert.equal(requestsOf(world, step), maxAttempts);
    } finally {
      await world.close();
    }
  });
});

describe('a server that drips its answer', () => {
  // The answer to a question for headers only has nothing to drip.
  for (const { transport, step, name } of cases.filter(({ step: { step } }) => step !== 'probe')) {
    it(`at ${name} is given up, although no pause is long`, async () => {
      const world = await World.start(step.provider, {
        transport,
        fakeProvider: step.provider === 'comfyServer' ? {} : { key: keyFor(step.provider) },
        replyTimeout: 300,
      });
      try {
        const file = await world.file('cat.png', png());
        if (step.setUp !== undefined) {
          world.fakeProvider.inject(step.setUp);
        }
        world.fakeProvider.inject({ what: 'dripAnswer', milliseconds: 20, step: step.step, times: always });
        const error = await attempt(world, step, file);
        assertEnded(world, step, file, error, { code: 'idleTimeout', isRetried: false });
        assert.match(world.written(error), /The reply didn't end in time/);
      } finally {
        await world.close();
      }
    });
  }
});
