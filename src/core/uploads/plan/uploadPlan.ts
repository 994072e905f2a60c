import type { ReferenceForm } from '../../providers/providerId.ts';
import type { MediaInput } from '../../workflow/mediaInput.ts';
import type { LocatedFile } from '../../workflow/paths/locateFiles.ts';
import type { Account } from '../accounts/account.ts';

/** A string of a document that is to be replaced by a reference. */
export interface Place {
  /** URI of the document. */
  readonly document: string;
  readonly input: MediaInput;
}

/** Why a provider would refuse a file, judged by its name and size; the content may differ. */
export type Refusal = 'typeUnsupported' | 'fileEmpty' | 'fileTooSmall' | 'fileTooLarge';

/** Why a file isn't sent without asking. */
export type Obstacle = 'outside' | Refusal;

/** One file, and all places of documents that need it. */
export interface PlannedUpload {
  readonly file: LocatedFile;
  readonly uri: string;
  readonly places: readonly Place[];
  /**
   * The form of reference an earlier upload must still have to be reused: of those needed, the one that expires first.
   */
  readonly form: ReferenceForm;
  /**
   * `certain`: this file is already uploaded, unchanged. `possible`: a file of the same size is; only the content
   * tells. `none`: it will be sent.
   */
  readonly reuse: 'certain' | 'possible' | 'none';
  readonly obstacle: Obstacle | undefined;
}

/** A path to a file that doesn't exist. */
export interface MissingFile {
  readonly value: string;
  readonly places: readonly Place[];
}

/** Files that a plan's provider refuses, as they would go to a storage whose links work in their places. */
export interface OverflowPlan {
  readonly account: Account;
  /** None of them has an obstacle but `outside`. */
  readonly uploads: readonly PlannedUpload[];
}

/** What has to be uploaded to replace the local inputs of some documents by references of one provider. */
export interface UploadPlan {
  readonly account: Account;
  /** In the order in which the documents name them. */
  readonly uploads: readonly PlannedUpload[];
  readonly missing: readonly MissingFile[];
  /** Places where no reference of this provider works. */
  readonly unfit: readonly Place[];
  /** Places that look like a file name but already contain one of this account's references. */
  readonly done: readonly Place[];
  /** Left out where there is no such storage, or nothing for it. */
  readonly overflow?: OverflowPlan;
}

/** Totals of a choice of uploads. */
export interface UploadSummary {
  readonly files: number;
  /** Maximum number of bytes that will be sent. */
  readonly bytes: number;
  readonly reused: number;
  /** Number of files that are sent only if their content turns out to be new. */
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
