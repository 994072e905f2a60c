import { stepsInTurns } from '../../timeSlice.ts';
import { WorkflowRecogniser } from './recognition/recogniser.ts';

/** UTF-16 units read in one step; well below a millisecond of work. */
const stepLength = 32 * 1024;
/** UTF-16 units of JSON Lines that are read: their lines are alike, and the file may be a data set of any size. */
const maxLinesLength = 4 * 1024 * 1024;
/** Milliseconds of work after which other work gets its turn. */
const maxTurn = 4;

export interface RecognitionOptions {
  readonly signal: AbortSignal;
  /** Whether the document is JSON Lines, by its language or its text. */
  readonly isJsonLines?: boolean;
}

/**
 * Whether a JSON document is a workflow, judged by its text alone; until one is, nothing else needs to be loaded.
 * Takes time proportional to the text and a bounded amount of memory, gives way to the event loop every few milliseconds,
 * and reads no further than it has to: a workflow is mostly recognised by its beginning.
 *
 * A document is a workflow
 * - if its property names are those of a format that the scan knows (ComfyUI, RunningHub, Runware, Runway), wherever they
 *   are: each document in which the scan finds media inputs of such a format is recognised;
 * - or if it is other JSON with a media input: a string that names a media file or is a provider's reference,
 *   (a) in a property named like a media input (`image`, `input_video`, `referenceAudios`, `first_frame`, `file`), or
 *       anywhere below such a property, or below `input` or `inputs`;
 *   (b) not in or below a property named like something shown, written or read (`icon`, `thumbnail`, `output`, `title`,
 *       see `genericRule.ts`), nor one whose name is a path or contains dots (settings);
 *   (c) an address (`https://…`) only if the name asks for one (`image_url`), and only with a media extension;
 *   (d) in a document whose outermost object isn't another program's: a package manifest or lock file, a configuration,
 *       anything with a `$schema`, a web app's manifest, an API description, GeoJSON, a scene or a data set.
 *
 * JSON Lines are mostly data sets that name thousands of images, so they count only in a format that the scan knows, and by
 * their first megabytes.
 *
 * @param pieces of the document, e.g. its lines with their line breaks; they may end anywhere
 * @throws CancelledError
 */
export function isWorkflowInSlices(
  pieces: Iterable<string>,
  { signal, isJsonLines = false }: RecognitionOptions,
): Promise<boolean> {
  return stepsInTurns(recognition(pieces, isJsonLines), { signal }, maxTurn);
}

function* recognition(pieces: Iterable<string>, isJsonLines: boolean): Generator<undefined, boolean, undefined> {
  const recogniser = new WorkflowRecogniser();
  let length = 0;
  let left = isJsonLines ? maxLinesLength : Number.POSITIVE_INFINITY;
  for (const piece of pieces) {
    for (let start = 0; start < piece.length; start += stepLength) {
      const part = piece.slice(start, start + stepLength);
      if (recogniser.push(part)) {
        return true;
      }
      left -= part.length;
      if (left <= 0) {
        return false;
      }
      length += part.length;
      if (length >= stepLength) {
        length = 0;
        yield;
      }
    }
  }
  return !isJsonLines && recogniser.end();
}
