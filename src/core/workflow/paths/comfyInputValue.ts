export type ComfyFolder = 'input' | 'output' | 'temp';

/** A file in one of a ComfyUI server's folders, as `/upload/image` answers it. */
export interface ComfyFile {
  readonly name: string;
  /** With forward slashes; empty for the folder itself. */
  readonly subfolder: string;
  readonly type: ComfyFolder;
}

const annotated = /\s*\[(input|output|temp)\]\s*$/i;

/**
 * The widget value of a file on a ComfyUI server: `subfolder/name`, with ` [type]` unless it lies in `input`.
 * The space belongs to it: the server cuts a fixed number of characters, so that `x.png[input]` finds no file
 * (ComfyUI folder_paths.annotated_filepath; createAnnotatedPath of its frontend).
 */
export function comfyInputValue(file: ComfyFile): string {
  const subfolder = file.subfolder.replaceAll('\\', '/').replace(/\/+$/, '');
  const path = subfolder === '' ? file.name : `${subfolder}/${file.name}`;
  return file.type === 'input' ? path : `${path} [${file.type}]`;
}

/** Reverse of `comfyInputValue`; also takes the backslashes that Windows servers of old left in workflows. */
export function parseComfyInputValue(value: string): ComfyFile {
  const type = (annotated.exec(value)?.[1]?.toLowerCase() ?? 'input') as ComfyFolder;
  const path = withoutAnnotation(value).replaceAll('\\', '/');
  const slash = path.lastIndexOf('/');
  return { name: path.slice(slash + 1), subfolder: path.slice(0, Math.max(slash, 0)), type };
}

/** The value without ComfyUI's ` [input]`, ` [output]` or ` [temp]` behind it. */
export function withoutAnnotation(value: string): string {
  return value.replace(annotated, '');
}
