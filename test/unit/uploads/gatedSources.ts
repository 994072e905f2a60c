import type { Asset } from '../../../src/core/asset/asset.ts';
import { openFileAsset } from '../../../src/core/asset/openFileAsset.ts';
import { type Account, recipientIdentity } from '../../../src/core/uploads/accounts/account.ts';
import { type GatedSource, PermissionGate } from '../../../src/core/uploads/permission/permissionGate.ts';

/** A file of a test, opened in whatever way the test is about. */
export interface TestSource {
  readonly uri: string;
  readonly name: string;
  open(signal: AbortSignal): Promise<Asset>;
}

/** Lets a file in as one that somebody has chosen, through a gate that takes it for a file of a virtual file system. */
export async function gated({ uri, name, open }: TestSource, account: Account): Promise<GatedSource> {
  const gate = new PermissionGate({
    workspace: () => ({ folders: [], isTrusted: true }),
    asker: { ask: async () => [] },
    remembered: { has: () => false, add: async () => {} },
    readVirtual: (_uri, signal) => open(signal),
  });
  const file = { uri: uri.replace(/^file:/, 'test-file:'), path: undefined, name, cause: 'chosen' } as const;
  const recipient = {
    ...recipientIdentity(account),
    label: account.provider.label,
    lifetime: { type: 'kept' },
    audience: 'undocumented',
  } as const;
  const [source] = await gate.admit([file], recipient, new AbortController().signal);
  if (source === undefined) {
    throw new Error('The gate let nothing in');
  }
  return source;
}

/** The same for a file of the disk. */
export function gatedFile(
  path: string,
  { uri, name }: Omit<TestSource, 'open'>,
  account: Account,
): Promise<GatedSource> {
  return gated({ uri, name, open: (signal) => openFileAsset(path, uri, { signal }) }, account);
}
