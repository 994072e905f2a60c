import { type ProviderId, providerIds } from '../../src/core/providers/providerId.ts';
import { providerById } from '../../src/core/providers/registry.ts';
import { startFakeProvider } from '../fakes/startFakeProvider.ts';
import type { Settings } from '../harness/workbench.ts';

/** The key the README of the sample workspace names, `sample-comfy-cloud-key`; empty where none is needed on this machine. */
function sampleKey(id: ProviderId): string {
  const { keyUrl, label, needsKey } = providerById(id);
  const isNeeded = needsKey?.(new URL('http://127.0.0.1')) ?? keyUrl !== undefined;
  return !isNeeded ? '' : `sample-${label.toLowerCase().replaceAll(' ', '-')}-key`;
}

/** Minimum duration of an upload in milliseconds, so that its progress can be seen: loopback is too fast for that. */
const delay = 700;
/** Seconds for which Comfy API v2 keeps uploads, so that there is a countdown to see. */
const retention = 86_400;

export interface SampleFakes {
  /** Endpoint settings that point to the fake servers. */
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
  const settings = fakes.map(({ provider, url }) => [`workflowAssets.${provider}.endpoint`, url] as const);
  const rows = fakes.map(({ provider, url }) => {
    const key = sampleKey(provider) === '' ? 'needs no key' : `key ${sampleKey(provider)}`;
    return `  ${provider.padEnd(12)} ${url.padEnd(28)} ${key}`;
  });
  return { settings: Object.fromEntries(settings), table: rows.join('\n') };
}
