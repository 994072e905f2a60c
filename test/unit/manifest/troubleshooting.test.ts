import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { uploadErrorCodes } from '../../../src/core/errorCodes.ts';

const root = join(import.meta.dirname, '../../..');

describe('The page that explains failures', () => {
  for (const [language, toDo] of [
    ['', '**What to do:** '],
    ['.zh-cn', '**怎么办**：'],
  ] as const) {
    const text = readFileSync(join(root, 'media', `troubleshooting${language}.md`), 'utf8');
    const sections = text.split(/^### /m).slice(1);

    it(`has a section for each code, in order${language}`, () => {
      assert.deepEqual(
        sections.map((section) => section.slice(0, section.indexOf('\n'))),
        uploadErrorCodes,
      );
    });

    it(`says in each what it means and what to do${language}`, () => {
      for (const section of sections) {
        const [, meaning = '', advice = ''] = section.split('\n\n');
        assert.ok(meaning.length > 5 && !meaning.startsWith('**'), section);
        assert.ok(advice.startsWith(toDo) && advice.length > toDo.length + 2, section);
      }
    });
  }

  it('names buttons and settings that exist', () => {
    const text = readFileSync(join(root, 'media', 'troubleshooting.md'), 'utf8');
    const manifest = readFileSync(join(root, 'package.json'), 'utf8');
    const settings = [...text.matchAll(/`(workflowAssets\.[\w.]+)`/g)].map(([, name]) => name);
    assert.ok(settings.length > 1);
    assert.ok(settings.every((name) => manifest.includes(`"${name}"`)));
    const texts = ['package.nls.json', 'l10n/bundle.l10n.json'].map((file) => readFileSync(join(root, file), 'utf8'));
    const buttons = [...text.matchAll(/\*{1,2}([A-Z][\w ]+\.{3})\*/g)].map(([, name = '']) => name);
    assert.ok(buttons.length > 5);
    assert.deepEqual(
      buttons.filter((name) => !texts.join().includes(`"${name}"`)),
      [],
    );
  });
});
