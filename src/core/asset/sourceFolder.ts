import type { Asset } from './asset.ts';

/** A folder that is being made into one archive. */
export interface SourceFolder {
  /** With all links resolved. */
  readonly realPath: string;
  /**
   * Opens one of its files.
   * @param path absolute
   * @throws UploadError `outsideWorkspace` for what lies elsewhere, whatever links lead to it
   */
  open(path: string): Promise<Asset>;
}
