/** Formats of 3D models that no provider names as a media type; ComfyUI's loaders open them. */
const threeDimensional = /\.(?:obj|stl|fbx|gltf|usdz?|usd[ac]|dae|3mf|splat|spz)$/i;

/** Words of a value from which on it is read as a sentence, also where nothing says that a text belongs there. */
const minSentenceWords = 5;

/** Whether a value names a 3D model. */
export function isThreeDimensional(value: string): boolean {
  return threeDimensional.test(value);
}

/**
 * Whether a value names no file, though it ends in a media extension: the extension alone, a command. Where nothing but a file
 * can stand, it may be the name of one all the same.
 */
export function isNoFile(value: string): boolean {
  return (value.startsWith('.') && /^\.\w+$/.test(value.trim())) || isCommandLine(value);
}

/** Whether it says where it is: from the root, from home, from here, or on a drive. */
export function isSpelledAsPath(value: string): boolean {
  return /^(?:\.{0,2}[/\\]|~[/\\]|[a-z]:[/\\]|file:)/i.test(value);
}

/**
 * Whether what stands where a text belongs is one, though it ends in a file's name: `a cat, like hero.png`.
 * @param isStrict whether a few words may still be a name
 */
export function isSentence(value: string, isStrict: boolean): boolean {
  const text = value.trim();
  if (!/\s/.test(text) || isSpelledAsPath(text)) {
    return false;
  }
  return !isStrict || /[,;:!?.]\s/.test(text) || text.split(/\s+/).length >= minSentenceWords;
}

/**
 * `ffmpeg -i a.mp4 b.mp4`, `magick a.png b.webp`; and `frame_%03d.png`, which such a command fills in. A percent-encoded space
 * before a `d` and Cyrillic letters (`%20d`, `%d0%bf`) look nearly like that.
 */
function isCommandLine(value: string): boolean {
  if (value.includes('%') && /%(?:\d|0\d{1,2})?[di](?![\da-fA-F])/.test(value)) {
    return true;
  }
  if (!value.includes(' ') || isSpelledAsPath(value)) {
    return false;
  }
  const [first = '', ...others] = value.trim().split(/\s+/);
  const between = others.slice(0, -1);
  return /^[\w-]+$/.test(first) && between.some((word) => /^--?[a-z]/i.test(word) || /\.[a-z]\w{1,4}$/i.test(word));
}
