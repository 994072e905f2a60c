import process from 'node:process';

export type Sqlite = typeof import('node:sqlite');

/**
 * Node.js' own SQLite, or `undefined` where this Node.js was built without it (Electron 37 had such builds:
 * electron/electron#47671). Loaded by name at the first use: an `import` would make the whole extension fail to load there.
 *
 * Loading prints "ExperimentalWarning: SQLite is an experimental feature" in Node.js 22, which VS Code puts into the log of
 * every extension as if something were wrong. That one warning is held back during this one call; all others pass.
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
