import process from 'node:process';

export type Sqlite = typeof import('node:sqlite');

/**
 * Node.js' own SQLite, or `undefined` if this Node.js was built without it (Electron 37 had such builds:
 * electron/electron#47671). Loaded by name on first use: with an `import`, the whole extension would fail to load there.
 *
 * In Node.js 22, loading it emits "ExperimentalWarning: SQLite is an experimental feature", which VS Code logs as if something
 * were wrong. That one warning is suppressed during this one call.
 */
export function loadSqlite(): Sqlite | undefined {
  const emitWarning = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: []) => {
    const text = typeof warning === 'string' ? warning : warning.message;
    if (!text.startsWith('SQLite is an experimental feature')) {
      emitWarning.call(process, warning, ...rest);
    }
  }) as typeof process.emitWarning;
  try {
    return process.getBuiltinModule('node:sqlite');
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}
