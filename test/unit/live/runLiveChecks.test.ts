import assert from 'node:assert/strict';
import { createHttpClient } from '../../../src/core/http/createHttpClient.ts';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { startFakeProvider } from '../../fakes/startFakeProvider.ts';
import { silentLog } from '../../live/checkProvider.ts';
import { liveChecks, variableOf } from '../../live/liveChecks.ts';
import { reportOf } from '../../live/report.ts';
import { runLiveChecks } from '../../live/runLiveChecks.ts';

/** Shows that the tool works. What it sees here are fake servers, which confirm nothing about a provider. */
describe('The live check, run against the fake servers', () => {
  const fakes = new Map<string, FakeProvider>();
  const environment: Record<string, string> = {};
  const client = createHttpClient({
    settings: () => ({ strictSSL: true, systemCertificates: false }),
    log: silentLog,
  });

  before(async () => {
    for (const check of liveChecks) {
      const { provider, endpointVariable } = check;
      const fake = await startFakeProvider(provider, { keepBytes: true });
      fakes.set(provider, fake);
      environment[variableOf(check)] = fake.key;
      environment[endpointVariable] = fake.url;
    }
  });
  afterEach(() => {
    for (const fake of fakes.values()) {
      fake.reset();
    }
  });
  after(async () => {
    await client.close();
    await Promise.all([...fakes.values()].map((fake) => fake.close()));
  });

  const fakeOf = (provider: string): FakeProvider => fakes.get(provider) ?? assert.fail(provider);
  const verdictOn = async (provider: string, statement: RegExp): Promise<string | undefined> => {
    const index = liveChecks.findIndex((check) => check.provider === provider);
    const outcome = (await runLiveChecks(environment, client))[index];
    assert.equal(outcome?.type, 'checked');
    return outcome.facts.find((fact) => statement.test(fact.statement))?.verdict;
  };

  it('uploads one small file per provider, and sees what is documented', async () => {
    const outcomes = await runLiveChecks(environment, client);
    for (const outcome of outcomes) {
      assert.equal(outcome.type, 'checked', reportOf(outcomes));
      const verdicts = outcome.facts.map(({ verdict }) => verdict);
      assert.ok(verdicts.includes('seen equal'), outcome.label);
      assert.ok(verdicts.includes('not verified'), outcome.label);
      assert.ok(!verdicts.includes('seen different'), reportOf(outcomes));
    }
    for (const fake of fakes.values()) {
      assert.equal(fake.files.length, 1, fake.provider);
      assert.ok((fake.files[0]?.size ?? 0) < 2000);
    }
  });

  it('says where a provider does something else than documented', async () => {
    fakeOf('runningHub').inject({ what: 'otherSuccess' });
    assert.equal(await verdictOn('runningHub', /code 0/), 'seen different');
    fakeOf('comfyCloud').inject({ what: 'opaqueName' });
    assert.equal(await verdictOn('comfyCloud', /hash with the extension/), 'seen different');
  });

  it('verifies only what a run happens to show', async () => {
    assert.equal(await verdictOn('runware', /being processed/), 'not verified');
    fakeOf('comfyServer').inject({ what: 'withAsset' });
    assert.equal(await verdictOn('comfyServer', /asset/), 'seen equal');
    assert.equal(await verdictOn('comfyServer', /asset/), 'not verified');
  });

  it('deletes what it has uploaded where that is possible', async () => {
    assert.equal(await verdictOn('runware', /delete/), 'seen equal');
    fakeOf('runware').inject({ what: 'status', status: 500, step: 'delete' });
    assert.equal(await verdictOn('runware', /delete/), 'seen different');
    assert.equal(await verdictOn('comfyApi', /delete/), 'seen equal');
  });

  it('skips providers without a key, and goes on after one that refuses', async () => {
    fakeOf('runway').inject({ what: 'noCredits' });
    const outcomes = await runLiveChecks({ ...environment, RUNNINGHUB_API_KEY: ' ' }, client);
    assert.deepEqual(
      outcomes.map(({ type }) => type),
      ['skipped', 'checked', 'failed', 'checked', 'checked', 'checked'],
    );
    const report = reportOf(outcomes);
    assert.match(report, /\| RunningHub \| {2}\| skipped: RUNNINGHUB_API_KEY isn't set \|/);
    assert.match(report, /\| Runway \| {2}\| failed: quotaExceeded, HTTP 400, You do not have enough credits/);
  });

  it('reports a wrong key without quoting it', async () => {
    const key = 'key_0123456789abcdef0123456789';
    const outcomes = await runLiveChecks({ ...environment, RUNWAYML_API_SECRET: key }, client);
    const report = reportOf(outcomes);
    assert.match(report, /failed: keyRejected, HTTP 401/);
    for (const secret of [key, ...[...fakes.values()].map((fake) => fake.key).filter((each) => each !== '')]) {
      assert.ok(!report.includes(secret));
    }
  });
});
