import { type ProviderId, providerIds } from '../../src/core/providers/providerId.ts';
import { providerById } from '../../src/core/providers/registry.ts';
import { freePort } from './ports.ts';
import type { Settings } from './workbench.ts';

export type FakePorts = Readonly<Record<ProviderId, number>>;

/**
 * Ports for one fake server of each provider. They are chosen before anything runs because endpoints are settings of the
 * machine, which have to be written before the window opens.
 */
export async function chooseFakePorts(): Promise<FakePorts> {
  const ports = new Set<number>();
  while (ports.size < providerIds.length) {
    ports.add(await freePort());
  }
  return Object.fromEntries(providerIds.map((id, index) => [id, [...ports][index]])) as unknown as FakePorts;
}

/** The endpoint a fake server on this port serves, with the path of the provider's own: Runware's API has only `/v1`. */
export function fakeEndpoint(provider: ProviderId, port: number): string {
  const { pathname } = new URL(providerById(provider).defaultEndpoint ?? 'http://127.0.0.1');
  return `http://127.0.0.1:${port}${pathname === '/' ? '' : pathname}`;
}

export function endpointSettings(ports: FakePorts): Settings {
  const withSetting = providerIds.filter((id) => providerById(id).defaultEndpoint !== undefined);
  return Object.fromEntries(withSetting.map((id) => [`workflowAssets.${id}.endpoint`, fakeEndpoint(id, ports[id])]));
}
