import fileSystem from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const calls = ['stat', 'lstat', 'realpath', 'readdir', 'open', 'readFile', 'access'] as const;

/** Every path that the sources ask the file system about, until `stop` is called. */
export interface TouchedPaths {
  readonly paths: string[];
  stop(): void;
}

export function recordTouchedPaths(): TouchedPaths {
  const original = { ...fileSystem };
  const paths: string[] = [];
  for (const call of calls) {
    Object.assign(fileSystem, {
      [call]: (path: string, ...rest: unknown[]) => {
        paths.push(String(path));
        return (original[call] as (...args: unknown[]) => unknown)(path, ...rest);
      },
    });
  }
  // What has been imported by name is replaced with it.
  syncBuiltinESMExports();
  return {
    paths,
    stop: () => {
      Object.assign(fileSystem, original);
      syncBuiltinESMExports();
    },
  };
}
