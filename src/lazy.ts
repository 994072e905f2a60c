import { once } from './editor/promises.ts';
import type { ActivationServices } from './editor/services/activationServices.ts';
import type { Services } from './editor/services/services.ts';
import type { Features } from './features.ts';
import type { LanguageFeatures } from './languageFeatures.ts';

/** What is behind a door, with the services it works with. */
export type Opened<Room> = Room & { readonly services: Services };

/**
 * The doors to what is loaded on first use. Only files that register features import this; what they load never does, or
 * the whole extension would be one circle of imports. A failed load is tried again.
 */
export interface Lazy {
  readonly activation: ActivationServices;
  /** Lightbulb, hints, hover, problems and completion: neither the network nor the database is loaded with them. */
  language(): Promise<Opened<LanguageFeatures>>;
  /** Everything else that follows a gesture. */
  features(): Promise<Opened<Features>>;
}

/** @param onHistoryOpened called once, when something has opened the upload history */
export function createLazy(activation: ActivationServices, onHistoryOpened: () => void): Lazy {
  const services = once(async () => {
    const { createServices } = await import('./editor/services/services.ts');
    return createServices(activation, onHistoryOpened);
  });
  return {
    activation,
    language: once(async () => {
      const [{ languageFeatures }, loaded] = await Promise.all([import('./languageFeatures.ts'), services()]);
      return { ...languageFeatures, services: loaded };
    }),
    features: once(async () => {
      const [{ features }, loaded] = await Promise.all([import('./features.ts'), services()]);
      return { ...features, services: loaded };
    }),
  };
}
