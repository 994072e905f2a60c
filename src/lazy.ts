import type { Features } from './features.ts';

/**
 * Loads the second bundle when it is first asked for, and keeps it: each import takes a way through the module loader, and
 * the lightbulb asks at every move of the cursor. A failed load is tried again.
 */
export function createFirstUse(): () => Promise<Features> {
  let loaded: Features | undefined;
  return async () => {
    loaded ??= (await import('./features.ts')).features;
    return loaded;
  };
}
