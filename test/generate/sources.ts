import type { Provider } from '../../src/core/providers/provider.ts';

const note = '// Written by `npm run generate` from the registry.';

/** Ids and forms as constants: the activation bundle and the types need them without loading any provider. */
export function providerIdSource(providers: readonly Provider[]): string {
  const forms = new Set(providers.flatMap(({ references }) => references.map(({ form }) => form)));
  return `${note}

/** The providers by the names under which settings, commands and the history know them, in the order they are offered. */
export const providerIds = ${literal(providers.map(({ id }) => id))} as const;
export type ProviderId = (typeof providerIds)[number];

/** The forms in which providers hand out references; a reference in the history names one of them. */
export const referenceForms = ${literal([...forms])} as const;
export type ReferenceForm = (typeof referenceForms)[number];
`;
}

/** What readers of workflows know of references, as plain data: they must not load the code that talks to providers. */
export function knownReferencesSource(providers: readonly Provider[]): string {
  const known = providers.flatMap(({ id, limits, references }) =>
    references.map((reference, index) => ({
      provider: id,
      kinds: [...new Set(limits.map(({ kind }) => kind))],
      ...reference,
      isPrimary: index === 0,
    })),
  );
  return `${note}
import type { KnownReference } from './reference.ts';

/** The references of all providers: how they are recognised in a document, and where they fit. */
export const knownReferences: readonly KnownReference[] = ${literal(known)};
`;
}

/** Starts a provider's fake server, \`test/fakes/<id>.ts\`, by the provider's id. */
export function fakesSource(providers: readonly Provider[]): string {
  const starters = providers.map(({ id }) => ({ id, start: `start${id.charAt(0).toUpperCase()}${id.slice(1)}` }));
  const imports = [
    "'./fakeProvider.ts': type { FakeProvider, FakeProviderOptions }",
    ...starters.map(({ id, start }) => `'./${id}.ts': { ${start} }`),
  ]
    .sort()
    .map((line) => line.replace(/^(\S+): (.+)$/, 'import $2 from $1;'));
  return `${note}
import type { ProviderId } from '../../src/core/providers/providerId.ts';
${imports.join('\n')}

const starters: Readonly<Record<ProviderId, (options?: FakeProviderOptions) => Promise<FakeProvider>>> = {
${starters.map(({ id, start }) => `  ${id}: ${start},`).join('\n')}
};

/** Starts the fake server of a provider on loopback. */
export function startFakeProvider(provider: ProviderId, options: FakeProviderOptions = {}): Promise<FakeProvider> {
  return starters[provider](options);
}
`;
}

/** Plain data as source text; unlike JSON it may hold regular expressions. */
function literal(value: unknown): string {
  if (value instanceof RegExp) {
    return String(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(literal).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([name, each]) => `${name}: ${literal(each)}`)
      .join(', ')} }`;
  }
  return typeof value === 'string' ? `'${value.replaceAll(/['\\]/g, '\\$&')}'` : String(value);
}
