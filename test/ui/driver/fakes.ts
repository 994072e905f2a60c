import { type ProviderId, providerIds } from '../../../src/core/providers/providerId.ts';
import { providerById } from '../../../src/core/providers/registry.ts';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { startFakeProvider } from '../../fakes/startFakeProvider.ts';
import type { Settings } from '../../harness/workbench.ts';
import type { WorkbenchOptions } from './workbench.ts';

/** Starts a fake server for every provider on a free port, and returns the settings that point the extension to them. */
export async function startAllFakes(
  options: WorkbenchOptions['fakes'] = {},
): Promise<{ fakes: ReadonlyMap<ProviderId, FakeProvider>; settings: Settings }> {
  const { only, ...common } = options;
  const started = await Promise.all(
    providerIds.map((provider) => {
      // Nobody is asked for a key that a server on this machine may not need.
      const key = providerById(provider).needsKey?.(new URL('http://127.0.0.1')) === false ? { key: '' } : {};
      return startFakeProvider(provider, { keepBytes: true, ...key, ...common, ...only?.[provider] });
    }),
  );
  return {
    fakes: new Map(started.map((fakeProvider) => [fakeProvider.provider, fakeProvider])),
    settings: Object.fromEntries(
      started
        .filter(({ provider }) => providerById(provider).defaultEndpoint !== undefined)
        .map(({ provider, url }) => [`workflowAssets.${provider}.endpoint`, url]),
    ),
  };
}
