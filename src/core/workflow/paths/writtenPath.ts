import { join, relative, sep } from 'node:path';
import { isWrittenInside } from './containment.ts';
import { lookupFolders, type PathContext } from './resolvePath.ts';

/**
 * A file's path as a document would write it: relative to its own folder, with forward slashes on every system. Absolute
 * where the document isn't saved, or where no relative path leads there (another drive on Windows).
 *
 * @param file absolute path
 * @param documentFolder absolute path; `undefined` while the document isn't saved
 */
export function writtenPath(file: string, documentFolder: string | undefined): string {
  const path = documentFolder === undefined ? file : relative(documentFolder, file);
  // On Linux a backslash may be part of a name; it isn't a separator there.
  return sep === '\\' ? path.replaceAll(sep, '/') : path;
}

/**
 * How a document may name a file of the workspace most simply: by its name alone where that is looked up in the very
 * folder it is in (an asset folder, `input`), else by its path from the document.
 *
 * @param file absolute path
 * @param exists whether there is a file at an absolute path; a name must not lead to another file of the same name
 */
export function shortName(file: string, context: PathContext, exists: (file: string) => boolean): string {
  const { documentFolder, workspaceFolders } = context;
  const passed: string[] = [];
  for (const folder of lookupFolders(context)) {
    const isNamed = folder !== documentFolder && !workspaceFolders.includes(folder);
    if (isNamed && isWrittenInside(folder, file)) {
      const name = relative(folder, file);
      if (!passed.some((other) => exists(join(other, name)))) {
        return sep === '\\' ? name.replaceAll(sep, '/') : name;
      }
    }
    passed.push(folder);
  }
  return writtenPath(file, documentFolder);
}
