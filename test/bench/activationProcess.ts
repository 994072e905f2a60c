import { createRequire, Module } from 'node:module';
import { dirname, join } from 'node:path';
import { anything } from './anything.ts';

/** Milliseconds. */
export interface Activation {
  readonly load: number;
  readonly activate: number;
  readonly firstUse: number;
}

/**
 * Loads the bundle of the first argument as VS Code does and activates it. `vscode` is an object that has everything and
 * does nothing: what is measured is what the extension itself takes.
 */
const bundle = process.argv[2] ?? '';
const vscode = anything();
const loader = Module as unknown as { _load(request: string, ...rest: unknown[]): unknown };
const load = loader._load.bind(loader);
loader._load = (request, ...rest) => (request === 'vscode' ? vscode : load(request, ...rest));
const require = createRequire(import.meta.url);

const start = performance.now();
const extension = require(bundle);
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
require(join(dirname(bundle), 'features.cjs'));
const firstUse = performance.now() - activated;
const result: Activation = { load: loaded - start, activate: activated - loaded, firstUse };
process.stdout.write(JSON.stringify(result), () => process.exit());
