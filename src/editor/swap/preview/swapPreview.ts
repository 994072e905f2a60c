import { type PlannedUpload, summarise, type UploadPlan } from '../../../core/uploads/plan/uploadPlan.ts';
import { chooseInPreview } from '../../choosing/chooseInPreview.ts';
import type { WorkflowSource } from '../../documents/workflowSources.ts';
import type { Services } from '../../services/services.ts';
import { formatBytes, formatNumber } from '../../text/figures.ts';
import { l10n } from '../../text/l10n.ts';
import { formatList } from '../../text/names.ts';
import type { ShownText } from '../../text/shown.ts';
import { type ChosenUploads, labelsInUse, withFreshAccounts } from '../obtainReferences.ts';
import { PlaceNames } from './placeNames.ts';
import {
  canBeChosen,
  excludeEachOther,
  isChosenAtFirst,
  largeFileItem,
  type PreviewItem,
  previewItems,
} from './previewItems.ts';

export interface PreviewOptions {
  /** What accepting does, e.g. `Upload and Replace`. */
  readonly action: ShownText;
  /** The documents the files are for. */
  readonly sources: readonly WorkflowSource[];
  /** Names of documents whose files themselves will be rewritten. */
  readonly largeFiles?: readonly string[];
}

/**
 * Shows which files go where before anything is sent, and lets the person choose. Files outside the workspace aren't
 * selected at first; the permission gate asks about those that are.
 * @returns `undefined` where the person closed the preview
 */
export async function previewUploads(
  services: Services,
  plans: readonly UploadPlan[],
  { action, sources, largeFiles = [] }: PreviewOptions,
): Promise<readonly ChosenUploads[] | undefined> {
  const items = [...largeFiles.map(largeFileItem), ...previewItems(plans, new PlaceNames(sources))];
  const accepted = await chooseInPreview(items, {
    selected: items.filter((item) => isChosenAtFirst(item, services.settings.overflow)),
    canBeChosen,
    excludeEachOther,
    titleOf: (chosen) => titleOf(plans, uploadsOf(chosen), action),
    placeholder: l10n.t('Nothing is sent until you press OK.'),
  });
  const chosen = accepted && uploadsOf(accepted);
  const toStorages = accepted?.some(({ insteadOf }) => insteadOf !== undefined);
  // A storage's key may be missing, and files may have to cross the network unencrypted: asked once it is known that any go there.
  return (
    chosen && (toStorages ? withFreshAccounts(services, byAccount(plans, chosen), chosen) : byAccount(plans, chosen))
  );
}

function uploadsOf(items: readonly PreviewItem[]): readonly PlannedUpload[] {
  return items.flatMap(({ upload }) => (upload ? [upload] : []));
}

function byAccount(plans: readonly UploadPlan[], chosen: readonly PlannedUpload[]): readonly ChosenUploads[] {
  return plans
    .flatMap((plan) => [plan, ...(plan.overflow ? [plan.overflow] : [])])
    .map(({ account, uploads }) => ({ account, uploads: uploads.filter((upload) => chosen.includes(upload)) }));
}

/** `Upload and Replace: 5 files, 12 MB to RunningHub, 2 reused, 1 missing`. */
function titleOf(plans: readonly UploadPlan[], chosen: readonly PlannedUpload[], action: ShownText): ShownText {
  const { files, bytes, reused, perhapsReused, missing } = summarise(plans, chosen);
  const labels = labelsInUse(plans, byAccount(plans, chosen));
  const parts = [
    files === 1 ? l10n.t('1 file') : l10n.t('{0} files', formatNumber(files)),
    bytes > 0 ? l10n.t('{0} to {1}', formatBytes(bytes), labels) : l10n.t('nothing to send to {0}', labels),
    ...(reused > 0 ? [l10n.t('{0} reused', formatNumber(reused))] : []),
    ...(perhapsReused > 0 ? [l10n.t('{0} probably reused', formatNumber(perhapsReused))] : []),
    ...(missing > 0 ? [l10n.t('{0} missing', formatNumber(missing))] : []),
  ];
  return l10n.t('{0}: {1}', action, formatList(parts));
}
