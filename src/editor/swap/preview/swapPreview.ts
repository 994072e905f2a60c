import { accountLabel } from '../../../core/uploads/accounts/account.ts';
import { type PlannedUpload, summarise, type UploadPlan } from '../../../core/uploads/plan/uploadPlan.ts';
import { window } from '../../display/window.ts';
import type { WorkflowSource } from '../../documents/workflowSources.ts';
import { formatBytes, formatNumber } from '../../text/figures.ts';
import { l10n } from '../../text/l10n.ts';
import { formatList } from '../../text/names.ts';
import { type ShownText, shown } from '../../text/shown.ts';
import type { ChosenUploads } from '../obtainReferences.ts';
import { PlaceNames } from './placeNames.ts';
import { canBeChosen, isChosenAtFirst, largeFileItem, type PreviewItem, previewItems } from './previewItems.ts';

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
  plans: readonly UploadPlan[],
  { action, sources, largeFiles = [] }: PreviewOptions,
): Promise<readonly ChosenUploads[] | undefined> {
  const items = [...largeFiles.map(largeFileItem), ...previewItems(plans, new PlaceNames(sources))];
  const selected = items.filter(isChosenAtFirst);
  const accepted = await pickFrom(items, selected, (chosen) => titleOf(plans, uploadsOf(chosen), action));
  return accepted && byAccount(plans, uploadsOf(accepted));
}

function pickFrom(
  items: readonly PreviewItem[],
  selected: readonly PreviewItem[],
  title: (chosen: readonly PreviewItem[]) => ShownText,
): Promise<readonly PreviewItem[] | undefined> {
  const pick = window.createQuickPick<PreviewItem>();
  pick.items = items;
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  // To decide, the person may have to look at the document or at a file.
  pick.ignoreFocusOut = true;
  pick.placeholder = l10n.t('Nothing is sent until you press OK.');
  pick.selectedItems = selected;
  pick.title = title(selected);
  return new Promise((resolve) => {
    pick.onDidChangeSelection((changed) => {
      const allowed = changed.filter(canBeChosen);
      if (allowed.length < changed.length) {
        pick.selectedItems = allowed;
      }
      pick.title = title(allowed);
    });
    pick.onDidAccept(() => {
      resolve(pick.selectedItems.filter(canBeChosen));
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function uploadsOf(items: readonly PreviewItem[]): readonly PlannedUpload[] {
  return items.flatMap(({ upload }) => (upload ? [upload] : []));
}

function byAccount(plans: readonly UploadPlan[], chosen: readonly PlannedUpload[]): readonly ChosenUploads[] {
  return plans.map(({ account, uploads }) => ({
    account,
    uploads: uploads.filter((upload) => chosen.includes(upload)),
  }));
}

/** `Upload and Replace: 5 files, 12 MB to RunningHub, 2 reused, 1 missing`. */
function titleOf(plans: readonly UploadPlan[], chosen: readonly PlannedUpload[], action: ShownText): ShownText {
  const { files, bytes, reused, perhapsReused, missing } = summarise(plans, chosen);
  const labels = formatList(plans.map(({ account }) => shown(accountLabel(account))));
  const parts = [
    files === 1 ? l10n.t('1 file') : l10n.t('{0} files', formatNumber(files)),
    bytes > 0 ? l10n.t('{0} to {1}', formatBytes(bytes), labels) : l10n.t('nothing to send to {0}', labels),
    ...(reused > 0 ? [l10n.t('{0} reused', formatNumber(reused))] : []),
    ...(perhapsReused > 0 ? [l10n.t('{0} probably reused', formatNumber(perhapsReused))] : []),
    ...(missing > 0 ? [l10n.t('{0} missing', formatNumber(missing))] : []),
  ];
  return l10n.t('{0}: {1}', action, formatList(parts));
}
