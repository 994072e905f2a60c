import { withoutAnnotation } from './comfyAnnotation.ts';

export type PathForm =
  /** To be looked up in folders. */
  | 'relative'
  /** On this machine; a drive of Windows included. */
  | 'absolute'
  /** Below the person's home folder. */
  | 'home'
  /** On another machine (`\\server\share`, `file://server/…`): merely asking whether it exists signs in there. */
  | 'network';

export interface PathValue {
  readonly form: PathForm;
  /** Ways to read the value, to be tried in order. Forward slashes, except for the value as written; no `~/` for `home`. */
  readonly candidates: readonly string[];
  /** Last segment of the most likely reading. */
  readonly name: string;
}

/**
 * Reads a string of a document as a path. A path may have been written on another system than the one it is read on: with
 * backslashes, percent-encoded, with ComfyUI's ` [input]`, or with accents composed (Linux, Windows) or apart (macOS).
 * @returns `undefined` where the value is no path at all.
 */
export function parsePathValue(value: string): PathValue | undefined {
  // A null character would end the path early in the system's own calls, behind every check made here.
  if (value.includes('\0') || value.trim() === '') {
    return undefined;
  }
  const written = withoutAnnotation(value);
  const fromUrl = /^file:/i.test(written) ? pathOfFileUrl(written) : undefined;
  if (fromUrl === undefined && /^(?!file:)[a-z][a-z0-9+.-]+:\/\//i.test(written)) {
    return undefined;
  }
  const path = (fromUrl ?? written).replaceAll('\\', '/');
  const form = formOf(path);
  // Decoding must not turn `%2F%2Fserver/share` into a place that the form of the value did not announce.
  const variants = [path, decoded(path), path.trim()]
    .filter((each) => formOf(each) === form)
    .map((each) => (form === 'home' ? each.slice(2) : each));
  // On Linux and macOS a backslash may be part of a name.
  const asWritten = form === 'relative' && fromUrl === undefined && written.includes('\\') ? [written] : [];
  // The annotation may be no annotation: a file can be called `x.png [input]`.
  const whole = written === value || form !== 'relative' ? [] : [value];
  const candidates = [...asWritten, ...variants, ...whole]
    .flatMap((each) => [each, each.normalize('NFC'), each.normalize('NFD')])
    .filter((each) => each !== '' && !each.includes('\0'));
  return { form, candidates: [...new Set(candidates)], name: path.slice(path.lastIndexOf('/') + 1).trim() };
}

function formOf(path: string): PathForm {
  if (path.startsWith('//')) {
    return 'network';
  }
  if (path.startsWith('/') || /^[a-z]:(?:\/|$)/i.test(path)) {
    return 'absolute';
  }
  return path.startsWith('~/') ? 'home' : 'relative';
}

/** Path of a `file:` URL, decoded; a host other than this machine stays in front, as `//host/…`. */
function pathOfFileUrl(url: string): string {
  const rest = url.slice('file:'.length).replaceAll('\\', '/');
  const [, host = '', path = ''] = /^\/\/([^/]*)(\/.*)?$/s.exec(rest) ?? ['', '', rest];
  const local = decoded(path).replace(/^\/(?=[a-z]:)/i, '');
  return host === '' || host.toLowerCase() === 'localhost' ? local : `//${host}${path}`;
}

function decoded(path: string): string {
  if (!/%[0-9a-f]{2}/i.test(path)) {
    return path;
  }
  try {
    // Backslashes may hide behind %5C.
    return decodeURIComponent(path).replaceAll('\\', '/');
  } catch {
    return path;
  }
}
