import { type ProviderId, providerIds } from '../../src/core/providers/providerId.ts';
import { providerById } from '../../src/core/providers/registry.ts';
import type { FakeProvider } from '../fakes/fakeProvider.ts';
import { startFakeProvider } from '../fakes/startFakeProvider.ts';
import type { Settings } from '../harness/workbench.ts';

/** The key the README of the sample workspace names, `sample-comfy-cloud-key`; empty where none is needed on this machine. */
function sampleKey(id: ProviderId): string {
  const { keyUrl, label, needsKey, keyParts } = providerById(id);
  if (keyParts !== undefined) {
    const required = keyParts.filter(({ isOptional }) => !isOptional);
    return JSON.stringify(Object.fromEntries(required.map(({ name }) => [name, `sample-${name}`])));
  }
  const isNeeded = needsKey?.(new URL('http://127.0.0.1')) ?? keyUrl !== undefined;
  return !isNeeded ? '' : `sample-${label.toLowerCase().replaceAll(' ', '-')}-key`;
}

/** Minimum duration of an upload in milliseconds, so that its progress can be seen: loopback is too fast for that. */
const delay = 700;
/** Seconds for which Comfy API v2 keeps uploads, so that there is a countdown to see. */
const retention = 86_400;

export interface SampleFakes {
  /** Endpoints, and connections where a provider has no endpoint of its own, that point to the fake servers. */
  readonly settings: Settings;
  /** One line for each: provider, address, key. */
  readonly table: string;
}

/** Starts a fake server for every provider on a free port; each request is logged on this terminal. */
export async function startSampleFakes(): Promise<SampleFakes> {
  const fakes = await Promise.all(
    providerIds.map((provider) => {
      const key = sampleKey(provider);
      const log = (line: string) => console.log(`  ${line}`);
      return startFakeProvider(provider, { keepBytes: true, delay, retention, log, key });
    }),
  );
  const hasEndpoint = ({ provider }: FakeProvider): boolean => providerById(provider).defaultEndpoint !== undefined;
  const endpoints = fakes.filter(hasEndpoint).map(({ provider, url }) => [`workflowAssets.${provider}.endpoint`, url]);
  const connections = fakes
    .filter((fake) => !hasEndpoint(fake))
    .map(({ provider, url, connectionOptions }) => {
      return { name: 'Sample', provider, endpoint: url, options: connectionOptions };
    });
  const rows = fakes.map(({ provider, url }) => {
    const key = sampleKey(provider) === '' ? 'needs no key' : `key ${sampleKey(provider)}`;
    return `  ${provider.padEnd(12)} ${url.padEnd(28)} ${key}`;
  });
  const settings: Settings = { ...Object.fromEntries(endpoints), 'workflowAssets.connections': connections };
  return { settings, table: rows.join('\n') };
}
