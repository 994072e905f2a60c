import assert from 'node:assert/strict';
import { type ProviderId, providerIds } from '../../../src/core/providers/providerId.ts';
import { type StandinPorts, standinEndpoint } from '../../harness/standinEndpoints.ts';
import { standinPortsVariable } from '../../harness/suiteVariables.ts';
import { type Standin, startStandin } from '../../standins/standin.ts';

const running = new Map<ProviderId, Standin>();

/**
 * The stand-in of a provider, which the endpoint setting already points to. All of them run in the extension host
 * beside the suites, so a suite can inject faults and read requests without a detour.
 */
export function standin(provider: ProviderId): Standin {
  const found = running.get(provider);
  assert.ok(found, `the stand-in for ${provider} is not running`);
  return found;
}

/** Forgets requests, files and faults of all stand-ins; for `beforeEach`. */
export function resetStandins(): void {
  for (const each of running.values()) {
    each.reset();
  }
}

export async function startStandins(): Promise<void> {
  const ports = JSON.parse(process.env[standinPortsVariable] ?? '{}') as StandinPorts;
  for (const provider of providerIds) {
    const port = ports[provider];
    const started = await startStandin(provider, { port, keepBytes: true });
    assert.equal(started.url, standinEndpoint(provider, port));
    running.set(provider, started);
  }
}

export async function stopStandins(): Promise<void> {
  await Promise.all([...running.values()].map((each) => each.close()));
  running.clear();
}
