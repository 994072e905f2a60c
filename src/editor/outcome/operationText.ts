import { formatNumber } from '../text/figures.ts';
import { l10n } from '../text/l10n.ts';
import type { ShownText } from '../text/shown.ts';

/** What was asked for. A resolved workflow is copied or opened. */
export type Operation =
  | 'upload'
  | 'renew'
  | 'delete'
  | 'import'
  | 'swap'
  | 'copyWorkflow'
  | 'openWorkflow'
  | 'copyAsCurl';

/** What the first sentence about an outcome is made of. */
export interface OutcomeCounts {
  /** Items that succeeded; where an operation tells what was there already, without those. */
  readonly done: number;
  readonly total: number;
  /** Name of the first item, which stands for the only one. */
  readonly name: ShownText;
  /** Label of the provider, or of several. */
  readonly provider: ShownText;
}

type Sentence = (counts: OutcomeCounts) => ShownText;

/** The first sentence about an outcome: short, because a toast without buttons is cut at its first line. */
interface FirstSentences {
  /** The only item succeeded. */
  readonly one: Sentence;
  /** Every item that wasn't there already succeeded. */
  readonly all: Sentence;
  /** Some of several did. */
  readonly some: Sentence;
  /** None of several did. */
  readonly none: Sentence;
  readonly cancelled: Sentence;
  /** Each of several was there already; without it these count as done. */
  readonly reused?: Sentence;
}

export const firstSentences: Readonly<Record<Operation, FirstSentences>> = {
  upload: {
    one: ({ name, provider }) => l10n.t('{0} was uploaded to {1}.', name, provider),
    all: ({ done, provider }) =>
      done === 1
        ? l10n.t('Uploaded 1 file to {0}.', provider)
        : l10n.t('Uploaded {0} files to {1}.', formatNumber(done), provider),
    some: ({ done, total, provider }) =>
      l10n.t('Uploaded {0} of {1} files to {2}.', formatNumber(done), formatNumber(total), provider),
    none: ({ total, provider }) =>
      l10n.t("Couldn't upload any of the {0} files to {1}.", formatNumber(total), provider),
    cancelled: ({ done, total }) => {
      switch (done) {
        case 0:
          return l10n.t('Cancelled: none of the {0} files was uploaded.', formatNumber(total));
        case 1:
          return l10n.t('Cancelled: 1 of {0} files was uploaded.', formatNumber(total));
        default:
          return l10n.t('Cancelled: {0} of {1} files were uploaded.', formatNumber(done), formatNumber(total));
      }
    },
    reused: ({ total, name, provider }) => {
      switch (total) {
        case 1:
          return l10n.t('{0} was already at {1}.', name, provider);
        case 2:
          return l10n.t('Both files were already at {0}.', provider);
        default:
          return l10n.t('All {0} files were already at {1}.', formatNumber(total), provider);
      }
    },
  },
  renew: {
    one: ({ name }) => l10n.t('Renewed the reference of {0}.', name),
    all: ({ done }) => l10n.t('Renewed {0} references.', formatNumber(done)),
    some: ({ done, total }) => l10n.t('Renewed {0} of {1} references.', formatNumber(done), formatNumber(total)),
    none: ({ total }) => l10n.t("Couldn't renew any of the {0} references.", formatNumber(total)),
    cancelled: ({ done, total }) => {
      switch (done) {
        case 0:
          return l10n.t('Cancelled: none of the {0} references was renewed.', formatNumber(total));
        case 1:
          return l10n.t('Cancelled: 1 of {0} references was renewed.', formatNumber(total));
        default:
          return l10n.t('Cancelled: {0} of {1} references were renewed.', formatNumber(done), formatNumber(total));
      }
    },
  },
  delete: {
    one: ({ name, provider }) => l10n.t('Deleted {0} at {1}.', name, provider),
    all: ({ done, provider }) => l10n.t('Deleted {0} files at {1}.', formatNumber(done), provider),
    some: ({ done, total, provider }) =>
      l10n.t('Deleted {0} of {1} files at {2}.', formatNumber(done), formatNumber(total), provider),
    none: ({ total, provider }) =>
      l10n.t("Couldn't delete any of the {0} files at {1}.", formatNumber(total), provider),
    cancelled: ({ done, total }) => {
      switch (done) {
        case 0:
          return l10n.t('Cancelled: none of the {0} files was deleted.', formatNumber(total));
        case 1:
          return l10n.t('Cancelled: 1 of {0} files was deleted.', formatNumber(total));
        default:
          return l10n.t('Cancelled: {0} of {1} files were deleted.', formatNumber(done), formatNumber(total));
      }
    },
  },
  import: {
    one: () => l10n.t('Imported 1 upload.'),
    all: ({ done }) =>
      done === 1 ? l10n.t('Imported 1 upload.') : l10n.t('Imported {0} uploads.', formatNumber(done)),
    some: ({ done, total }) => l10n.t('Imported {0} of {1} uploads.', formatNumber(done), formatNumber(total)),
    none: ({ total }) => l10n.t("Couldn't import any of the {0} uploads.", formatNumber(total)),
    cancelled: ({ done, total }) => {
      switch (done) {
        case 0:
          return l10n.t('Cancelled: none of the {0} uploads was imported.', formatNumber(total));
        case 1:
          return l10n.t('Cancelled: 1 of {0} uploads was imported.', formatNumber(total));
        default:
          return l10n.t('Cancelled: {0} of {1} uploads were imported.', formatNumber(done), formatNumber(total));
      }
    },
    reused: ({ total }) => {
      switch (total) {
        case 1:
          return l10n.t('The upload was already there.');
        case 2:
          return l10n.t('Both uploads were already there.');
        default:
          return l10n.t('All {0} uploads were already there.', formatNumber(total));
      }
    },
  },
  swap: {
    one: ({ name, provider }) => l10n.t('Replaced {0} with a {1} reference.', name, provider),
    all: ({ done, provider }) => l10n.t('Replaced {0} paths with {1} references.', formatNumber(done), provider),
    some: ({ done, total, provider }) =>
      done === 1
        ? l10n.t('Replaced 1 of {0} paths with a {1} reference.', formatNumber(total), provider)
        : l10n.t('Replaced {0} of {1} paths with {2} references.', formatNumber(done), formatNumber(total), provider),
    none: () => l10n.t('Nothing was replaced.'),
    cancelled: ({ done, total }) => {
      switch (done) {
        case 0:
          return l10n.t('Cancelled: none of the {0} paths was replaced.', formatNumber(total));
        case 1:
          return l10n.t('Cancelled: 1 of {0} paths was replaced.', formatNumber(total));
        default:
          return l10n.t('Cancelled: {0} of {1} paths were replaced.', formatNumber(done), formatNumber(total));
      }
    },
  },
  copyWorkflow: {
    one: ({ provider }) => l10n.t('Workflow copied with 1 {0} reference.', provider),
    all: copiedWith,
    some: copiedWith,
    none: () => l10n.t('Workflow copied without references.'),
    cancelled: () => l10n.t('Cancelled: the workflow was not copied.'),
  },
  openWorkflow: {
    one: ({ provider }) => l10n.t('Workflow opened with 1 {0} reference.', provider),
    all: openedWith,
    some: openedWith,
    none: () => l10n.t('Workflow opened without references.'),
    cancelled: () => l10n.t('Cancelled: the workflow was not opened.'),
  },
  copyAsCurl: {
    one: ({ provider }) => l10n.t('Copied as cURL with 1 {0} reference.', provider),
    all: copiedAsCurlWith,
    some: copiedAsCurlWith,
    none: () => l10n.t('Copied as cURL without references.'),
    cancelled: () => l10n.t('Cancelled: no cURL command was copied.'),
  },
};

function copiedWith({ done, provider }: OutcomeCounts): ShownText {
  return done === 1
    ? l10n.t('Workflow copied with 1 {0} reference.', provider)
    : l10n.t('Workflow copied with {0} {1} references.', formatNumber(done), provider);
}

function openedWith({ done, provider }: OutcomeCounts): ShownText {
  return done === 1
    ? l10n.t('Workflow opened with 1 {0} reference.', provider)
    : l10n.t('Workflow opened with {0} {1} references.', formatNumber(done), provider);
}

function copiedAsCurlWith({ done, provider }: OutcomeCounts): ShownText {
  return done === 1
    ? l10n.t('Copied as cURL with 1 {0} reference.', provider)
    : l10n.t('Copied as cURL with {0} {1} references.', formatNumber(done), provider);
}

/** The label of the button that goes on with what was cancelled; none where nothing is left to go on with. */
export function othersLabel(operation: Operation, count: number): ShownText | undefined {
  const others = formatNumber(count);
  switch (operation) {
    case 'upload':
      return count === 1 ? l10n.t('Upload the Other File') : l10n.t('Upload the Other {0}', others);
    case 'renew':
      return count === 1 ? l10n.t('Renew the Other Reference') : l10n.t('Renew the Other {0}', others);
    case 'delete':
      return count === 1 ? l10n.t('Delete the Other File') : l10n.t('Delete the Other {0}', others);
    case 'swap':
      return count === 1 ? l10n.t('Replace the Other Path') : l10n.t('Replace the Other {0}', others);
    case 'import':
    case 'copyWorkflow':
    case 'openWorkflow':
    case 'copyAsCurl':
      return undefined;
  }
}
