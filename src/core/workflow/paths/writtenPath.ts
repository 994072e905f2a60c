import { relative, sep } from 'node:path';

/**
 * A file's path as a document would write it: from its own folder, with forward slashes on every system. Absolute where
 * the document is not saved, or where no relative path leads there (another drive of Windows).
 *
 * @param file absolute path
 * @param documentFolder absolute path; `undefined` while the document is not saved anywhere
 */
export function writtenPath(file: string, documentFolder: string | undefined): string {
  const path = documentFolder === undefined ? file : relative(documentFolder, file);
  // A backslash in a name, which Linux allows, is not a separator there.
  return sep === '\\' ? path.replaceAll(sep, '/') : path;
}
