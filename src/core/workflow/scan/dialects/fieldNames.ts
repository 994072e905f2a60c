import type { MediaKind } from '../../../asset/asset.ts';

/** The kind that a name such as `referenceVideos` or `audio_file` suggests. */
export function kindOfField(name: string | undefined): MediaKind | undefined {
  const word = /video|audio|speech|voice|image|img|mask|photo|frame|zip|mesh/i.exec(name ?? '')?.[0]?.toLowerCase();
  switch (word) {
    case undefined:
      return undefined;
    case 'video':
      return 'video';
    case 'audio':
    case 'speech':
    case 'voice':
      return 'audio';
    case 'mesh':
      return 'model';
    case 'zip':
      return 'archive';
    default:
      return 'image';
  }
}

/** The words of a name such as `outputPath`, `output_path` or `OUTPUT-PATH`, in lower case. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

const outputWords: ReadonlySet<string> = new Set(
  'out output outputs outfile outpath outdir dest destination save saved savepath export exported result results'.split(
    ' ',
  ),
);

/** Whether a property says where to write, in formats that don't mark outputs in any other way. */
export function isOutputField(name: string | undefined): boolean {
  return name !== undefined && (outputWords.has(wordsOf(name)[0] ?? '') || /^filename_?prefix/i.test(name));
}

const proseWords: ReadonlySet<string> = new Set(
  (
    'text texts prompt prompts positive negative caption captions description descriptions instruction instructions ' +
    'message messages note notes story script lyrics comment comments question query'
  ).split(' '),
);

/** Whether a property is named like one that holds text, and not like one that holds a media file. */
export function isProseField(name: string | undefined): boolean {
  return name !== undefined && kindOfField(name) === undefined && wordsOf(name).some((word) => proseWords.has(word));
}
