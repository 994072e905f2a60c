import type { ReferenceForm } from '../providers/providerId.ts';
import type { MediaInput } from '../workflow/mediaInput.ts';
import type { LocatedFile } from '../workflow/paths/locateFiles.ts';
import type { Account } from './account.ts';

/** A string of a document where a reference is wanted. */
export interface Place {
  /** URI of the document. */
  readonly document: string;
  readonly input: MediaInput;
}

/** Why a file is not sent without a further word. All but `outside` are told by name and size; the content may differ. */
export type Obstacle = 'outside' | 'typeUnsupported' | 'fileEmpty' | 'fileTooSmall' | 'fileTooLarge';

/** One file that one or many places of documents need. */
export interface PlannedUpload {
  readonly file: LocatedFile;
  readonly uri: string;
  readonly places: readonly Place[];
  /** The form of reference that has to be alive for an earlier upload to do: the one that ends first. */
  readonly form: ReferenceForm;
  /**
   * `certain`: this file is uploaded already, as it is. `possible`: some file of this size is; only reading both tells.
   * `none`: it will be sent.
   */
  readonly reuse: 'certain' | 'possible' | 'none';
  readonly obstacle: Obstacle | undefined;
}

/** A path that leads nowhere. */
export interface MissingFile {
  readonly value: string;
  readonly places: readonly Place[];
}

/** What it takes to give the local inputs of some documents references of one provider. */
export interface UploadPlan {
  readonly account: Account;
  /** In the order in which the documents name them. */
  readonly uploads: readonly PlannedUpload[];
  readonly missing: readonly MissingFile[];
  /** Places where no reference of this provider works. */
  readonly unfit: readonly Place[];
  /** Places that look like a file name and hold one of this account's references. */
  readonly done: readonly Place[];
}

/** What a choice of uploads comes to. */
export interface UploadSummary {
  readonly files: number;
  /** Most bytes that will be sent. */
  readonly bytes: number;
  readonly reused: number;
  /** Files of which only their content tells whether they are sent. */
  readonly perhapsReused: number;
  readonly missing: number;
}

export function summarise(plans: readonly UploadPlan[], chosen: readonly PlannedUpload[]): UploadSummary {
  const sent = chosen.filter(({ reuse }) => reuse !== 'certain');
  return {
    files: chosen.length,
    bytes: sent.reduce((sum, { file }) => sum + file.size, 0),
    reused: chosen.length - sent.length,
    perhapsReused: sent.filter(({ reuse }) => reuse === 'possible').length,
    missing: plans.reduce((sum, plan) => sum + plan.missing.length, 0),
  };
}
