import { providerById } from '../../../../src/core/providers/registry.ts';
import type {
  RecordConnection,
  RecordConnections,
} from '../../../../src/editor/connections/records/recordConnections.ts';
import type { ShownText } from '../../../../src/editor/text/shown.ts';

/** What uploads are named after where there is one connection. */
export function onlyConnection(label: string): RecordConnection {
  const name = label as ShownText;
  return { label: name, state: 'only', inUse: name };
}

/** A window in which each provider has one connection. */
export const oneConnectionEach = {
  load: async () => ({
    of: ({ provider }: { readonly provider: Parameters<typeof providerById>[0] }) =>
      onlyConnection(providerById(provider).label),
    ofProvider: (provider: Parameters<typeof providerById>[0]) => [{ id: provider }],
  }),
} as unknown as Pick<RecordConnections, 'load'>;
