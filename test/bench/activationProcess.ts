import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { anything } from './anything.ts';
import { loadExtension } from './loadExtension.ts';

/** Milliseconds. */
export interface Activation {
  readonly load: number;
  readonly activate: number;
  /** The files behind the two doors, one after the other. */
  readonly languageFeatures: number;
  readonly features: number;
}

/**
 * Loads the bundle of the first argument as VS Code does and activates it. `vscode` is an object that has everything and
 * does nothing: what is measured is what the extension itself takes.
 */
const bundle = process.argv[2] ?? '';
const start = performance.now();
const extension = await loadExtension(bundle, anything());
const loaded = performance.now();
extension.activate({
  subscriptions: [],
  globalStorageUri: { fsPath: dirname(bundle) },
  secrets: anything(),
  extension: anything(),
  globalState: anything(),
  workspaceState: anything(),
});
const activated = performance.now();
const folder = dirname(bundle);
const languageFeatures = await timeOf('languageFeatures');
const features = await timeOf('features');
const result: Activation = { load: loaded - start, activate: activated - loaded, languageFeatures, features };
process.stdout.write(JSON.stringify(result), () => process.exit());

/** Time the file behind a door takes to load; its name ends in a hash. */
async function timeOf(door: string): Promise<number> {
  const file = readdirSync(folder).find((name) => name.startsWith(`${door}-`) && name.endsWith('.js')) ?? '';
  const before = performance.now();
  await import(pathToFileURL(join(folder, file)).href);
  return performance.now() - before;
}
