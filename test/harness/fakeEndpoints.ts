import { type ProviderId, providerIds } from '../../src/core/providers/providerId.ts';
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

/** The endpoint a fake server on this port serves; Runware's API has one path, which is part of its endpoint. */
export function fakeEndpoint(provider: ProviderId, port: number): string {
  return `http://127.0.0.1:${port}${provider === 'runware' ? '/v1' : ''}`;
}

export function endpointSettings(ports: FakePorts): Settings {
  return Object.fromEntries(providerIds.map((id) => [`workflowAssets.${id}.endpoint`, fakeEndpoint(id, ports[id])]));
}
