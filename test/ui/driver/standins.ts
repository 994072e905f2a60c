import { type ProviderId, providerIds } from '../../../src/core/providers/providerId.ts';
import type { Settings } from '../../harness/workbench.ts';
import { type Standin, startStandin } from '../../standins/standin.ts';
import type { WorkbenchOptions } from './workbench.ts';

/** Starts a stand-in for every provider on a free port, and says which settings point the extension to them. */
export async function startAllStandins(
  options: WorkbenchOptions['standins'] = {},
): Promise<{ standins: ReadonlyMap<ProviderId, Standin>; settings: Settings }> {
  const { only, ...common } = options;
  const started = await Promise.all(
    providerIds.map((provider) => startStandin(provider, { keepBytes: true, ...common, ...only?.[provider] })),
  );
  return {
    standins: new Map(started.map((standin) => [standin.provider, standin])),
    settings: Object.fromEntries(started.map(({ provider, url }) => [`workflowAssets.${provider}.endpoint`, url])),
  };
}
