import { basename, extname } from 'node:path';
import { lookup } from 'mime-types';
import { mediaTypeOfName } from './mediaTypes.ts';

/**
 * What any file is by its name, to mention when it is refused: `model/gltf-binary` for `chair.glb`, `.safetensors` where the
 * extension isn't registered. Only content decides what a file is; this is for questions that must not open files.
 */
export function anyMediaTypeOfName(name: string): string {
  const extension = extname(name);
  // mime-types reads `.png` and `png` as the extension of a PNG; a file of that name has no extension at all.
  const registered = extension === '' ? false : lookup(extension);
  return mediaTypeOfName(name) ?? (registered === false ? extension.toLowerCase() || basename(name) : registered);
}
