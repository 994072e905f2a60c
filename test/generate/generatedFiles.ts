import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { providers } from '../../src/core/providers/registry.ts';
import { formatted } from './format.ts';
import { type Manifest, withProviders } from './manifest.ts';
import { withPresetTable } from './presetTable.ts';
import { withProviderTable } from './readmeTable.ts';
import { fakesSource, knownReferencesSource, providerIdSource } from './sources.ts';
import { withProviderTexts } from './texts.ts';

export interface GeneratedFile {
  /** Relative to the root of the repository, with forward slashes. */
  readonly path: string;
  /** What the file has to contain, its hand-written parts included. */
  readonly text: string;
}

/**
 * Every file that names providers outside their own files, as it follows from the registry. Files that are partly
 * hand-written are read from `root` and keep the rest as it is.
 */
export function generatedFiles(root: string): readonly GeneratedFile[] {
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  const manifest = withProviders(JSON.parse(read('package.json')) as Manifest, providers);
  const manifestText = asJson(manifest);
  const translations = readdirSync(root).filter((name) => /^package\.nls(?:\.[\w-]+)?\.json$/.test(name));
  const sources = [
    { path: 'src/core/providers/providerId.ts', text: providerIdSource(providers) },
    { path: 'src/core/providers/knownReferences.ts', text: knownReferencesSource(providers) },
    { path: 'test/fakes/startFakeProvider.ts', text: fakesSource(providers) },
  ];
  return [
    { path: 'package.json', text: manifestText },
    ...translations.map((path) => {
      const language = path.slice('package.nls.'.length, -'.json'.length);
      const texts = JSON.parse(read(path)) as Readonly<Record<string, string>>;
      return { path, text: asJson(withProviderTexts(texts, { language, providers, manifestText })) };
    }),
    { path: 'README.md', text: withPresetTable(withProviderTable(read('README.md'), providers), providers) },
    ...sources.map(({ path, text }) => ({ path, text: formatted(root, path, text) })),
  ];
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
