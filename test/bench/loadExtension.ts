import { readdirSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The extension as VS Code sees it. */
export interface LoadedExtension {
  activate(context: unknown): unknown;
}

declare global {
  /** What stands in for VS Code's API while the bundles are measured. */
  var vscodeApi: Record<string, unknown> | undefined;
}

/**
 * Loads the built extension with another `vscode`, as VS Code does: by a hook that answers for that one name.
 *
 * @param bundle full path of `dist/extension.js`
 */
export async function loadExtension(bundle: string, vscode: unknown): Promise<LoadedExtension> {
  globalThis.vscodeApi = vscode as Record<string, unknown>;
  const source = [...importedNames(dirname(bundle))]
    .map((name) => `export const ${name} = globalThis.vscodeApi.${name};`)
    .join('\n');
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'vscode' ? { url: 'vscode:api', shortCircuit: true } : next(specifier, context),
    load: (url, context, next) =>
      url === 'vscode:api' ? { format: 'module', source, shortCircuit: true } : next(url, context),
  });
  return (await import(pathToFileURL(bundle).href)) as LoadedExtension;
}

/** A module has to name its exports, and a stub has no list of them: these are the ones the bundles ask for. */
function importedNames(folder: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.js'))) {
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, list = ''] of text.matchAll(/import\s*\{([^}]*)\}\s*from\s*"vscode"/g)) {
      for (const each of list.split(',')) {
        const [name] = each.trim().split(/\s+as\s+/);
        if (name) {
          names.add(name);
        }
      }
    }
  }
  return names;
}
