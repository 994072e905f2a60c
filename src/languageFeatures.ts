import { mediaGlob } from './core/asset/mediaTypes.ts';
import { showReadiness } from './editor/check/readinessStatus.ts';
import { AnalysisCache } from './editor/documents/analysisCache.ts';
import { resolveCompletion } from './editor/insert/completionDetails.ts';
import { completions } from './editor/insert/completions.ts';
import { otherForms } from './editor/lightbulb/otherForms.ts';
import { uploadActions } from './editor/lightbulb/uploadActions.ts';
import { inlayHints } from './editor/references/inlayHints.ts';
import { warnOfKeys } from './editor/references/keys/keyWarnings.ts';
import { mediaListAction, quickFixes } from './editor/references/quickFixes.ts';
import { keepDocumentsFresh } from './editor/references/renewal/freshDocuments.ts';
import type { Services } from './editor/services/services.ts';
import { swapActions } from './editor/swap/swapActions.ts';

/** Loaded by the first hover, so that the first lightbulb of a window doesn't wait for it. */
type Hovers = typeof import('./editor/references/hovers/hover.ts');

/** Loaded after the first analysis, likewise. */
type Navigation = typeof import('./editor/navigation/navigationProviders.ts');

/** What VS Code requests while a workflow is read or edited; loaded by the first document that is one. */
export const languageFeatures = {
  createAnalyses: (...parts: ConstructorParameters<typeof AnalysisCache>) => new AnalysisCache(...parts),
  mediaGlob,
  uploadActions,
  otherForms,
  swapActions,
  quickFixes,
  mediaListAction,
  keepDocumentsFresh,
  warnOfKeys,
  inlayHints,
  showReadiness,
  hoverAt: async (...question: Parameters<Hovers['hoverAt']>) => {
    const { hoverAt } = await import('./editor/references/hovers/hover.ts');
    return hoverAt(...question);
  },
  resolveHint: async (...question: Parameters<Hovers['resolveHint']>) => {
    const { resolveHint } = await import('./editor/references/hovers/hover.ts');
    return resolveHint(...question);
  },
  provideNavigation: async (...parts: Parameters<Navigation['provideNavigation']>) => {
    const { provideNavigation } = await import('./editor/navigation/navigationProviders.ts');
    return provideNavigation(...parts);
  },
  createMoveOffers: async (services: Services) => {
    const { MoveOffers } = await import('./editor/moves/moveOffers.ts');
    return new MoveOffers(services);
  },
  completions,
  resolveCompletion,
};

export type LanguageFeatures = typeof languageFeatures;
