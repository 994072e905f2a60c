import { urlBelow } from '../../src/core/http/guards/endpointUrl.ts';
import type { ProviderId } from '../../src/core/providers/providerId.ts';
import type { ProviderOptions } from '../../src/core/providers/providerSetting.ts';
import type { UploadedReferences } from '../../src/core/providers/reference.ts';
import { providerById } from '../../src/core/providers/registry.ts';
import type { Account } from '../../src/core/uploads/accounts/account.ts';
import type { Fact } from './evidence.ts';
import { comfyApiFacts } from './facts/comfyApiFacts.ts';
import { comfyCloudFacts } from './facts/comfyCloudFacts.ts';
import { comfyServerFacts } from './facts/comfyServerFacts.ts';
import { runningHubFacts } from './facts/runningHubFacts.ts';
import { runwareFacts } from './facts/runwareFacts.ts';
import { runwayFacts } from './facts/runwayFacts.ts';

/** How a provider is checked. */
export interface LiveCheck {
  readonly provider: ProviderId;
  /** The environment variable with another address than the usual one. */
  readonly endpointVariable: string;
  readonly options: ProviderOptions;
  readonly facts: readonly Fact[];
  /** Where the upload can be downloaded again, free of charge; `undefined` where nothing is documented. */
  download(
    uploaded: UploadedReferences,
    account: Account,
  ): { readonly url: URL; readonly headers: Headers } | undefined;
}

export const liveChecks: readonly LiveCheck[] = [
  {
    provider: 'runningHub',
    endpointVariable: 'RUNNINGHUB_ENDPOINT',
    options: {},
    facts: runningHubFacts,
    download: linkOf,
  },
  {
    provider: 'runware',
    endpointVariable: 'RUNWARE_ENDPOINT',
    // What imageUpload stores can't be deleted.
    options: { task: 'mediaStorage' },
    facts: runwareFacts,
    download: linkOf,
  },
  {
    provider: 'runway',
    endpointVariable: 'RUNWAYML_ENDPOINT',
    options: {},
    facts: runwayFacts,
    download: () => undefined,
  },
  {
    provider: 'comfyApi',
    endpointVariable: 'COMFY_API_V2_ENDPOINT',
    // What can't be deleted is gone after an hour.
    options: { expiresIn: '1h' },
    facts: comfyApiFacts,
    download: ({ reference }, { endpoint, key }) => ({
      url: urlBelow(endpoint, `api/v2/assets/${reference.value}/content`),
      headers: new Headers({ Authorization: `Bearer ${key}` }),
    }),
  },
  {
    provider: 'comfyCloud',
    endpointVariable: 'COMFY_ENDPOINT',
    options: {},
    facts: comfyCloudFacts,
    download: ({ reference }, { endpoint, key }) => ({
      url: viewOf('api/view', endpoint, reference.value),
      headers: new Headers({ 'X-API-Key': key }),
    }),
  },
  {
    provider: 'comfyServer',
    endpointVariable: 'COMFYUI_URL',
    options: {},
    facts: comfyServerFacts,
    download: ({ reference }, { endpoint }) => ({
      url: viewOf('view', endpoint, reference.value),
      headers: new Headers(),
    }),
  },
];

/** The environment variable with a provider's key, or with its address where it needs none. */
export function variableOf({ provider, endpointVariable }: LiveCheck): string {
  return providerById(provider).environmentKey ?? endpointVariable;
}

function linkOf({ alternatives }: UploadedReferences): ReturnType<LiveCheck['download']> {
  const link = URL.parse(alternatives[0]?.value ?? '');
  return link === null ? undefined : { url: link, headers: new Headers() };
}

function viewOf(path: string, endpoint: URL, filename: string): URL {
  const url = urlBelow(endpoint, path);
  url.search = `${new URLSearchParams({ filename, type: 'input' })}`;
  return url;
}
