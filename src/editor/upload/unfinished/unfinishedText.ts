import { UploadError } from '../../../core/errors.ts';
import { providerById } from '../../../core/providers/registry.ts';
import { connectionLabel } from '../../../core/uploads/accounts/connection.ts';
import type { OwnConnections } from '../../connections/ownConnections.ts';
import { explainFailure } from '../../text/failures.ts';
import { l10n } from '../../text/l10n.ts';
import { formatList } from '../../text/names.ts';
import { nameLength, type ShownText, shown } from '../../text/shown.ts';
import type { UnfinishedUpload } from './notedUpload.ts';

/** A notification names no more files than these. */
const maxNames = 3;

/** The failure as it was when the upload ended; `undefined` for one that was interrupted, or a mistake of ours. */
function failureOf({ failure, provider, fileName }: UnfinishedUpload): UploadError | undefined {
  return failure?.code === undefined
    ? undefined
    : new UploadError(failure.code, 'Failed earlier', { ...failure.details, provider, fileName });
}

/** What the connection is called that an upload went to: by its present name, or by that of the time where it was removed. */
export function labelOfUnfinished(
  connections: Pick<OwnConnections, 'of'>,
  { provider: id, connection: noted }: UnfinishedUpload,
): string {
  const provider = providerById(id);
  const found = noted && connections.of(provider).find((each) => each.id === noted.id);
  return found === undefined ? (noted?.label ?? provider.label) : connectionLabel(found);
}

/**
 * Why an upload hasn't arrived, as a sentence.
 * @param label what people see the connection called
 */
export function reasonText(upload: UnfinishedUpload, label: string): ShownText {
  const name = shown(upload.fileName, nameLength);
  const error = failureOf(upload);
  if (error !== undefined) {
    return explainFailure(error, label).message;
  }
  return upload.state === 'interrupted'
    ? l10n.t('The window closed before {0} was uploaded to {1}.', name, shown(label))
    : l10n.t('{0} ran into an unexpected problem.', name);
}

/** What is said once in the window that opens next. */
export function interruptedText(
  uploads: readonly UnfinishedUpload[],
  labelOf: (upload: UnfinishedUpload) => string,
): ShownText {
  const names = uploads.slice(0, maxNames).map(({ fileName }) => shown(fileName, nameLength));
  const more = uploads.length - names.length;
  const files = formatList(more > 0 ? [...names, l10n.t('{0} more', more)] : names);
  const [label, ...others] = new Set(uploads.map(labelOf));
  if (label === undefined || others.length > 0) {
    return l10n.t("{0} uploads didn't finish when the window closed: {1}", uploads.length, files);
  }
  return uploads.length === 1
    ? l10n.t("The upload of {0} to {1} didn't finish when the window closed.", files, shown(label))
    : l10n.t("{0} uploads to {1} didn't finish when the window closed: {2}", uploads.length, shown(label), files);
}
