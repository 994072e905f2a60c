import { once } from './editor/promises.ts';
import type { ActivationServices } from './editor/services/activationServices.ts';
import type { Services } from './editor/services/services.ts';
import type { Features } from './features.ts';
import type { LanguageFeatures } from './languageFeatures.ts';

/** Code that was loaded on first use, with the services it works with. */
export type Loaded<Code> = Code & { readonly services: Services };

/**
 * Loads the code that isn't part of the activation bundle. Only files that register features import this; what they load
 * must not, or the imports would form a circle. A failed load is tried again by the next call.
 */
export interface Lazy {
  readonly activation: ActivationServices;
  /** Lightbulb, hints, hover, problems, links, outline and completion. Loads neither the HTTP client nor the database. */
  language(): Promise<Loaded<LanguageFeatures>>;
  /** Everything else that follows a gesture. */
  features(): Promise<Loaded<Features>>;
}

/** @param onHistoryOpened called once, some time after something has opened the upload history */
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
