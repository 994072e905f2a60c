import assert from 'node:assert/strict';
import { askLightbulb } from '../../../bench/editor/lightbulb.ts';
import type { LightbulbTimes } from '../../../bench/editor/questions.ts';
import { removeFolder, temporaryFolder } from '../../../harness/processes.ts';

describe('a code action in a large document', function () {
  this.timeout(120_000);
  const folder = temporaryFolder('lightbulb');
  let answers: readonly LightbulbTimes[] = [];

  before(async () => {
    answers = await askLightbulb(folder, 20, 1e6);
  });
  after(() => removeFolder(folder));

  it('never reads the whole text, whether the document is new, typed in, being read or read', () => {
    assert.deepEqual([...new Set(answers.map(({ when }) => when))], ['opened', 'edited', 'being read', 'read']);
    assert.deepEqual(
      answers.filter(({ wholeTexts }) => wholeTexts > 0),
      [],
    );
  });

  it('looks at the same few lines of a document, however long that is', () => {
    assert.deepEqual(
      answers.filter(({ maxLines }) => maxLines > 200),
      [],
    );
  });

  it('offers to upload what is there before the document is read, and more afterwards', () => {
    const offered = (document: string, when: string): number =>
      answers.find((each) => each.document === document && each.when === when)?.offered ?? 0;
    for (const when of ['opened', 'edited', 'being read']) {
      assert.ok(offered('local paths', when) > 0, when);
      assert.ok(offered('one line', when) > 0, when);
      assert.equal(offered('references by content hash', when), 0, when);
    }
    assert.ok(offered('references by content hash', 'read') > 0);
    assert.equal(offered('local paths', 'read'), 20);
  });
});
