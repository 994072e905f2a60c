const folders: ReadonlySet<string> = new Set(['input', 'output', 'temp']);

/** A widget's value on a ComfyUI server, apart from the folder that may stand behind it. */
export interface AnnotatedPath {
  readonly path: string;
  /** `undefined` where there is no annotation; the file is in `input` then. */
  readonly folder: string | undefined;
}

/**
 * Takes off ComfyUI's ` [input]`, ` [output]` or ` [temp]`, which names the server's folder that a file is in (ComfyUI
 * folder_paths.annotated_filepath; createAnnotatedPath of its frontend).
 */
export function splitAnnotation(value: string): AnnotatedPath {
  const trimmed = value.trimEnd();
  const start = trimmed.endsWith(']') ? trimmed.lastIndexOf('[') : -1;
  const folder = start < 0 ? '' : trimmed.slice(start + 1, -1).toLowerCase();
  return folders.has(folder) ? { path: trimmed.slice(0, start).trimEnd(), folder } : { path: value, folder: undefined };
}

/** The value without its annotation. */
export function withoutAnnotation(value: string): string {
  return splitAnnotation(value).path;
}
