import type { UploadError } from '../../core/errors.ts';
import { l10n } from './l10n.ts';
import { type ShownText, shown } from './shown.ts';

/** What a sentence about a storage is made of. */
interface StorageFailure {
  readonly error: UploadError;
  /** The provider's name inside a sentence, and at its beginning. */
  readonly provider: ShownText;
  readonly subject: ShownText;
}

const minute = 60_000;

/** An option of a connection that can't be used, by the name under which the settings hold it. */
export function optionText({ error, provider }: StorageFailure): ShownText {
  const { option } = error.details;
  return option === undefined
    ? l10n.t("An option of the connection to {0} can't be used.", provider)
    : l10n.t('The connection to {0} has no usable value for the option "{1}".', provider, shown(option));
}

/** What the key isn't allowed to do. */
export function deniedText({ error, subject }: StorageFailure): ShownText {
  switch (error.details.operation) {
    case 'write':
      return l10n.t("{0} doesn't allow this key to write objects to the bucket.", subject);
    case 'read':
      return l10n.t("{0} doesn't allow this key to read objects in the bucket.", subject);
    case 'delete':
      return l10n.t("{0} doesn't allow this key to delete objects in the bucket.", subject);
    default:
      return l10n.t("{0} doesn't allow this key to do that.", subject);
  }
}

/** The bucket isn't there, or isn't where requests are signed for. */
export function bucketText({ error, subject }: StorageFailure): ShownText {
  const { bucket } = error.details;
  return bucket === undefined
    ? l10n.t("{0} doesn't have this bucket. Check its name and the endpoint.", subject)
    : l10n.t("{0} doesn't have a bucket named {1}. Check its name and the endpoint.", subject, shown(bucket));
}

export function regionText({ error, provider }: StorageFailure): ShownText {
  const { bucketRegion } = error.details;
  return bucketRegion === undefined
    ? l10n.t("The bucket isn't in the region set for the connection to {0}.", provider)
    : l10n.t(
        'The bucket is in the region {0}. Set that region for the connection to {1}, and the endpoint of that region if it has one of its own.',
        shown(bucketRegion),
        provider,
      );
}

/** Signatures hold the time, so a storage refuses those of a computer whose clock is wrong. */
export function clockText({ error, provider }: StorageFailure): ShownText {
  const { clockOffset = 0 } = error.details;
  const minutes = Math.round(Math.abs(clockOffset) / minute);
  if (minutes < 2) {
    return l10n.t(
      "This computer's clock is wrong, so {0} doesn't accept its requests. Correct the time and try again.",
      provider,
    );
  }
  return clockOffset > 0
    ? l10n.t(
        "This computer's clock is {0} minutes fast, so {1} doesn't accept its requests. Correct the time and try again.",
        minutes,
        provider,
      )
    : l10n.t(
        "This computer's clock is {0} minutes slow, so {1} doesn't accept its requests. Correct the time and try again.",
        minutes,
        provider,
      );
}
