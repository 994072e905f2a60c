// Written by `npm run generate` from the registry.
import type { ProviderId } from '../../src/core/providers/providerId.ts';
import { startComfyApi } from './comfyApi.ts';
import { startComfyCloud } from './comfyCloud.ts';
import { startComfyServer } from './comfyServer.ts';
import type { FakeProvider, FakeProviderOptions } from './fakeProvider.ts';
import { startRunningHub } from './runningHub.ts';
import { startRunware } from './runware.ts';
import { startRunway } from './runway.ts';
import { startS3 } from './s3.ts';

const starters: Readonly<Record<ProviderId, (options?: FakeProviderOptions) => Promise<FakeProvider>>> = {
  runningHub: startRunningHub,
  runware: startRunware,
  runway: startRunway,
  comfyApi: startComfyApi,
  comfyCloud: startComfyCloud,
  comfyServer: startComfyServer,
  s3: startS3,
};

/** Starts the fake server of a provider on loopback. */
export function startFakeProvider(provider: ProviderId, options: FakeProviderOptions = {}): Promise<FakeProvider> {
  return starters[provider](options);
}
