import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';

/**
 * All English texts of `l10n.t`, sorted. The exporter only follows imports of VS Code itself, so that it is given ours,
 * which takes the same arguments, under that name.
 */
export async function translatableTexts(root: string): Promise<readonly string[]> {
  // As one text: the exporter is slow to start, and starts again for every text it is given.
  const contents = globSync('src/**/*.ts', { cwd: root })
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .filter((source) => source.includes('l10n'))
    .map((source) => source.replace(/from '[./\w]*\/l10n\.ts'/, "from 'vscode'"))
    .join('\n');
  return Object.keys(await getL10nJson([{ extension: '.ts', contents }])).sort();
}
