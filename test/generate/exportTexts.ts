import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { translatableTexts } from './translatableTexts.ts';

/** `npm run l10n`: writes the English texts of the source for translators. */
const root = join(import.meta.dirname, '../..');
const texts = Object.fromEntries((await translatableTexts(root)).map((text) => [text, text]));
writeFileSync(join(root, 'l10n/bundle.l10n.json'), `${JSON.stringify(texts, undefined, 2)}\n`);
