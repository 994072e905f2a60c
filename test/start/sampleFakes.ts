import { type ProviderId, providerIds } from '../../src/core/providers/providerId.ts';
import { startFakeProvider } from '../fakes/fakeProvider.ts';
import type { Settings } from '../harness/workbench.ts';

/** The keys the README of the sample workspace names. */
const sampleKeys: Readonly<Record<ProviderId, string>> = {
  runningHub: 'sample-runninghub-key',
  runware: 'sample-runware-key',
  runway: 'sample-runway-key',
  comfyCloud: 'sample-comfy-cloud-key',
  comfyServer: '',
};

/** Milliseconds an upload takes at least, so that its progress can be seen: on loopback it would be over at once. */
const delay = 700;

export interface SampleFakes {
  /** Endpoint settings that point to the fake servers. */
  readonly settings: Settings;
  /** One line for each: provider, address, key. */
  readonly table: string;
}

/** Starts a fake server for every provider on a free port; each request is told on this terminal. */
export async function startSampleFakes(): Promise<SampleFakes> {
  const fakes = await Promise.all(
    providerIds.map((provider) => {
      const key = sampleKeys[provider];
      const log = (line: string) => console.log(`  ${line}`);
      return startFakeProvider(provider, { keepBytes: true, delay, log, ...(key === '' ? {} : { key }) });
    }),
  );
  const settings = fakes.map(({ provider, url }) => [`workflowAssets.${provider}.endpoint`, url] as const);
  const rows = fakes.map(({ provider, url }) => {
    const key = sampleKeys[provider] === '' ? 'needs no key' : `key ${sampleKeys[provider]}`;
    return `  ${provider.padEnd(12)} ${url.padEnd(28)} ${key}`;
  });
  return { settings: Object.fromEntries(settings), table: rows.join('\n') };
}
