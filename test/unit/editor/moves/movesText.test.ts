import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { MovedInput } from '../../../../src/core/workflow/moves/movedInputs.ts';
import { Moves } from '../../../../src/core/workflow/moves/moves.ts';
import type { MovedWorkflow } from '../../../../src/editor/moves/movedWorkflows.ts';

const { Uri, workspace } = await import('../vscodeModule.ts');
const { changedText, pathsText, questionText, updatedText } = await import('../../../../src/editor/moves/movesText.ts');

describe('What is said about paths that no longer lead to their files', () => {
  /** @param values the new ones; `undefined` where no path leads to the file */
  function workflow(name: string, ...values: readonly (string | undefined)[]): MovedWorkflow {
    const inputs = values.map((newValue) => ({ newValue }) as MovedInput);
    return { uri: Uri.file(`/project/${name}`), text: '', inputs } as unknown as MovedWorkflow;
  }

  const hero = new Moves([{ from: '/project/hero.png', to: '/project/cat.png' }]);
  const two = new Moves([...hero.all, { from: '/project/b.png', to: '/project/c.png' }]);
  const [one, several] = [workflow('a.json', 'x'), workflow('b.json', 'x', 'y')];

  const { asRelativePath } = workspace;
  before(() => Object.assign(workspace, { asRelativePath: ({ path }: { readonly path: string }) => path }));
  after(() => Object.assign(workspace, { asRelativePath }));

  it('names the file that was moved, and counts paths and workflows', () => {
    assert.equal(questionText([one], hero), '1 path in a.json names hero.png. Update it?');
    assert.equal(questionText([several], hero), '2 paths in b.json name hero.png. Update them?');
    assert.equal(questionText([one, several], hero), '3 paths in 2 workflows name hero.png. Update them?');
  });

  it('names no file where several were moved, or the workflow itself', () => {
    assert.equal(questionText([one], two), '1 path in a.json no longer leads to its file. Update it?');
    assert.equal(questionText([several], two), '2 paths in b.json no longer lead to their files. Update them?');
    assert.equal(
      questionText([one, several], two),
      '3 paths in 2 workflows no longer lead to their files. Update them?',
    );
    const moved = new Moves([{ from: '/elsewhere/a.json', to: '/project/a.json' }]);
    assert.equal(questionText([one], moved), '1 path in a.json no longer leads to its file. Update it?');
  });

  it('counts only what can be updated', () => {
    const unreachable = workflow('c.json', undefined);
    assert.equal(questionText([unreachable, one], hero), '1 path in a.json names hero.png. Update it?');
  });

  it('says how many were updated, one and several', () => {
    assert.equal(updatedText({ paths: 0, workflows: [one] }), 'No path was updated.');
    assert.match(updatedText({ paths: 1, workflows: [one] }), /^Updated 1 path in .*a\.json\.$/);
    assert.match(updatedText({ paths: 2, workflows: [several] }), /^Updated 2 paths in .*b\.json\.$/);
    assert.equal(updatedText({ paths: 1, workflows: [one, several] }), 'Updated 1 path.');
    assert.equal(updatedText({ paths: 3, workflows: [one, several] }), 'Updated 3 paths in 2 workflows.');
    assert.deepEqual(
      [changedText(1), changedText(2)].map((text) => text.split(' ', 2).join(' ')),
      ['1 path', '2 paths'],
    );
    assert.deepEqual([pathsText(1), pathsText(2)], ['1 path', '2 paths']);
  });
});
