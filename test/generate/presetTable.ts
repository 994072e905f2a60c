import type { ConnectionPreset, Provider } from '../../src/core/providers/provider.ts';

const begin = '<!-- Services, written by `npm run generate` from here -->';
const end = '<!-- Services, to here -->';

/** The README with its table of services between the two marks. @throws Error where a mark is missing */
export function withPresetTable(readme: string, providers: readonly Provider[]): string {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end, from);
  if (from === -1 || to === -1) {
    throw new Error('README.md has no marks around its table of services');
  }
  const rows = providers.flatMap(({ presets = [] }) => presets.filter(({ documentationUrl }) => documentationUrl));
  const table = ['| Service | Address | Region | Style |', '|---|---|---|---|', ...rows.map(rowOf)].join('\n');
  return `${readme.slice(0, from + begin.length)}\n\n${table}\n\n${readme.slice(to)}`;
}

function rowOf({ label, endpoint, options, documentationUrl }: ConnectionPreset): string {
  const region = options.region === undefined ? "the bucket's" : `\`${options.region}\``;
  return `| [${label}](${documentationUrl}) | \`${endpoint}\` | ${region} | \`${options.style}\` |`;
}
