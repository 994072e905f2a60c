import assert from 'node:assert/strict';
import process from 'node:process';
import { loadSqlite } from '../../../../src/core/history/sqlite/sqliteModule.ts';

describe("Loading Node.js' SQLite", () => {
  const { emitWarning, getBuiltinModule } = process;
  let warnings: unknown[];

  beforeEach(() => {
    warnings = [];
    process.emitWarning = ((warning: string | Error) => warnings.push(warning)) as typeof process.emitWarning;
  });
  afterEach(() => {
    Object.assign(process, { emitWarning, getBuiltinModule });
  });

  function loadWith(load: () => unknown): ReturnType<typeof loadSqlite> {
    process.getBuiltinModule = load as typeof process.getBuiltinModule;
    return loadSqlite();
  }

  it('returns the module', () => {
    assert.equal(typeof loadSqlite()?.DatabaseSync, 'function');
  });

  it('suppresses only the warning that it is experimental, and only during the call', () => {
    const other = new Error('something else');
    loadWith(() => {
      process.emitWarning('SQLite is an experimental feature and might change at any time', 'ExperimentalWarning');
      process.emitWarning(other);
      return {};
    });
    assert.deepEqual(warnings, [other]);
    process.emitWarning('SQLite is an experimental feature and might change at any time');
    assert.equal(warnings.length, 2);
  });

  it('returns nothing if this Node.js has none, and leaves the warnings as they were', () => {
    assert.equal(
      loadWith(() => undefined),
      undefined,
    );
    const before = process.emitWarning;
    const failed = loadWith(() => {
      throw new Error('No such built-in module: node:sqlite');
    });
    assert.equal(failed, undefined);
    assert.equal(process.emitWarning, before);
  });
});
