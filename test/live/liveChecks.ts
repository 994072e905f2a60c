import { urlBelow } from '../../src/core/http/guards/endpointUrl.ts';
import type { ProviderId } from '../../src/core/providers/providerId.ts';
import type { ProviderOptions } from '../../src/core/providers/providerSetting.ts';
import type { UploadedReferences } from '../../src/core/providers/reference.ts';
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
  /** The environment variable with its key, or with its address where it needs none. */
  readonly variable: string;
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
    variable: 'RUNNINGHUB_API_KEY',
    endpointVariable: 'RUNNINGHUB_ENDPOINT',
    options: {},
    facts: runningHubFacts,
    download: linkOf,
  },
  {
    provider: 'runware',
    variable: 'RUNWARE_API_KEY',
    endpointVariable: 'RUNWARE_ENDPOINT',
    // What imageUpload stores can't be deleted.
    options: { task: 'mediaStorage' },
    facts: runwareFacts,
    download: linkOf,
  },
  {
    provider: 'runway',
    variable: 'RUNWAYML_API_SECRET',
    endpointVariable: 'RUNWAYML_ENDPOINT',
    options: {},
    facts: runwayFacts,
    download: () => undefined,
  },
  {
    provider: 'comfyApi',
    variable: 'COMFY_API_KEY',
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
    variable: 'COMFY_API_KEY',
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
    variable: 'COMFYUI_URL',
    endpointVariable: 'COMFYUI_URL',
    options: {},
    facts: comfyServerFacts,
    download: ({ reference }, { endpoint }) => ({
      url: viewOf('view', endpoint, reference.value),
      headers: new Headers(),
    }),
  },
];

function linkOf({ alternatives }: UploadedReferences): ReturnType<LiveCheck['download']> {
  const link = URL.parse(alternatives[0]?.value ?? '');
  return link === null ? undefined : { url: link, headers: new Headers() };
}

function viewOf(path: string, endpoint: URL, filename: string): URL {
  const url = urlBelow(endpoint, path);
  url.search = `${new URLSearchParams({ filename, type: 'input' })}`;
  return url;
}
