/** Why no workflow can be read from an image. */
export type ImageProblem =
  /** It is neither PNG nor WebP, whatever it is called. */
  | 'otherFormat'
  /** It ends in the middle of a part, and no workflow precedes that point. */
  | 'truncated'
  /** A part that holds a workflow doesn't match its checksum, or can't be decompressed or decoded. */
  | 'damaged'
  /** The workflow is longer than VS Code would show, or was compressed to look small. */
  | 'tooLarge'
  /** It has more parts than any program writes. */
  | 'tooManyParts';

/** An image that can't be read for a workflow. The message is for the log. */
export class UnreadableImageError extends Error {
  override readonly name = 'UnreadableImageError';
  readonly problem: ImageProblem;

  constructor(problem: ImageProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }

  static is(error: unknown): error is UnreadableImageError {
    return error instanceof UnreadableImageError;
  }
}
