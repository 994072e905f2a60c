import assert from 'node:assert/strict';
import { dictatedByVscode, displayFolder, listedForTests, readByTheGenerator, writtenToTheLog } from './exceptions.ts';
import { moduleState } from './moduleState.ts';
import { longParameterLists } from './parameters.ts';
import { SourceProject } from './sourceProject.ts';
import { unimportedExports } from './unimportedExports.ts';
import { unreadMembers } from './unreadMembers.ts';

const exceptions = new Set([...dictatedByVscode, ...readByTheGenerator, ...listedForTests, ...writtenToTheLog]);

describe('What the sources declare', function () {
  this.timeout(60_000);
  let project: SourceProject;

  before(() => {
    project = new SourceProject();
  });
  after(() => project?.close());

  it('is exported only where another file of the sources imports it, not for tests alone', () => {
    nothingOf(unimportedExports(project.files));
  });

  it('has no property or method that only tests read', () => {
    nothingOf(unreadMembers(project).filter((each) => !each.startsWith(displayFolder)));
  });

  it('holds no state in a module: it belongs to an object that somebody builds and disposes of', () => {
    nothingOf(project.files.flatMap(moduleState));
  });

  it('takes at most three positional parameters', () => {
    nothingOf(project.files.flatMap((file) => longParameterLists(file, 3)));
  });
});

function nothingOf(found: readonly string[]): void {
  assert.deepEqual(
    found.filter((each) => !exceptions.has(each)),
    [],
  );
}
