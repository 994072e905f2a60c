import { registerHooks } from 'node:module';

/**
 * Import this before anything else: from then on `await import(…)` loads files of the editor in plain Node.js, with
 * `vscodeModule.ts` in place of `vscode`. A static import would be resolved before this one has run.
 */
const replacement = new URL('./vscodeModule.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === 'vscode' ? { url: replacement, shortCircuit: true } : nextResolve(specifier, context),
});
