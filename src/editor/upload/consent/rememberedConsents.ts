import type { Memento } from 'vscode';
import type { RememberedConsents } from '../../../core/uploads/permission/consent.ts';

const storageKey = 'consents';

/** Answers that hold for the workspace that is open: VS Code keeps them outside of it, where no repository can write. */
export function rememberedConsents(workspaceState: Memento): RememberedConsents {
  const all = (): readonly string[] => workspaceState.get<readonly string[]>(storageKey, []);
  return {
    has: (key) => all().includes(key),
    add: async (key) => workspaceState.update(storageKey, [...new Set([...all(), key])]),
  };
}
