import { comfyApi } from './comfyApi.ts';
import { comfyCloud } from './comfyCloud.ts';
import { comfyServer } from './comfyServer.ts';
import type { Provider } from './provider.ts';
import type { ProviderId, ReferenceForm } from './providerId.ts';
import { runningHub } from './runningHub.ts';
import { runware } from './runware.ts';
import { runway } from './runway.ts';
import { s3 } from './s3.ts';

/** All providers, in the order in which they are offered. */
export const providers: readonly Provider[] = [runningHub, runware, runway, comfyApi, comfyCloud, comfyServer, s3];

export function providerById(id: ProviderId): Provider {
  const found = providers.find((provider) => provider.id === id);
  if (found === undefined) {
    throw new TypeError(`No provider is called ${id}`);
  }
  return found;
}

/** Whether a reference of a form is enough to open its file, so that it has to be kept from others like a key. */
export function isCredential(id: ProviderId, form: ReferenceForm): boolean {
  return providerById(id).references.some((each) => each.form === form && each.isCredential === true);
}
