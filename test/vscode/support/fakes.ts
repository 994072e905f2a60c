import assert from 'node:assert/strict';
import { type ProviderId, providerIds } from '../../../src/core/providers/providerId.ts';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { startFakeProvider } from '../../fakes/startFakeProvider.ts';
import { type FakePorts, fakeEndpoint } from '../../harness/fakeEndpoints.ts';
import { fakePortsVariable } from '../../harness/suiteVariables.ts';
import { png } from '../../unit/uploads/mediaSamples.ts';

/** Leads to a picture, for a provider that downloads what a link leads to. */
export const publicLink = 'https://example.com/gallery/cat.png?size=full';

const running = new Map<ProviderId, FakeProvider>();

/**
 * The fake server of a provider, which the endpoint setting already points to. All of them run in the extension host beside
 * the suites, so a suite can inject faults and read requests directly.
 */
export function fakeProvider(provider: ProviderId): FakeProvider {
  const found = running.get(provider);
  assert.ok(found, `the fake server for ${provider} is not running`);
  return found;
}

/** Clears requests, files and faults of all fake servers; for `beforeEach`. */
export function resetFakes(): void {
  for (const each of running.values()) {
    each.reset();
  }
}

export async function startFakes(): Promise<void> {
  const ports = JSON.parse(process.env[fakePortsVariable] ?? '{}') as FakePorts;
  for (const provider of providerIds) {
    const port = ports[provider];
    const started = await startFakeProvider(provider, { port, keepBytes: true, web: { [publicLink]: png() } });
    assert.equal(started.url, fakeEndpoint(provider, port));
    running.set(provider, started);
  }
}

export async function stopFakes(): Promise<void> {
  await Promise.all([...running.values()].map((each) => each.close()));
  running.clear();
}
