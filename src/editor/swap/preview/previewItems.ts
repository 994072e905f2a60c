import { QuickPickItemKind, ThemeIcon, Uri, workspace } from 'vscode';
import type { Provider } from '../../../core/providers/provider.ts';
import { type Account, accountLabel } from '../../../core/uploads/accounts/account.ts';
import { decide } from '../../../core/uploads/permission/decide.ts';
import { limitProblemOf } from '../../../core/uploads/plan/limits.ts';
import type { MissingFile, Obstacle, Place, PlannedUpload, UploadPlan } from '../../../core/uploads/plan/uploadPlan.ts';
import { mediaKindOfName } from '../../../core/workflow/scan/mediaName.ts';
import type { ShownQuickPickItem } from '../../display/window.ts';
import { formatBytes } from '../../text/figures.ts';
import { l10n } from '../../text/l10n.ts';
import { limitText } from '../../text/limitText.ts';
import { kindIcons } from '../../text/mediaText.ts';
import { nameOf } from '../../text/names.ts';
import { joined, maxPathLength, type ShownText, shown } from '../../text/shown.ts';
import type { PlaceNames } from './placeNames.ts';

/** A line of the preview. Only lines with an upload can be chosen; VS Code can't show that, so the text says it. */
export interface PreviewItem extends ShownQuickPickItem {
  readonly upload?: PlannedUpload;
}

/** One line per file under the name of its provider, then what cannot be uploaded. */
export function previewItems(plans: readonly UploadPlan[], names: PlaceNames): readonly PreviewItem[] {
  const separator = (label: ShownText): PreviewItem => ({ label, kind: QuickPickItemKind.Separator });
  const missing = plans.flatMap((plan) => plan.missing);
  const unfit = plans.flatMap((plan) => plan.unfit.map((place) => ({ place, provider: plan.account.provider })));
  return [
    ...plans.flatMap(({ account, uploads }) =>
      uploads.length === 0
        ? []
        : [
            separator(l10n.t('to {0}', shown(accountLabel(account)))),
            ...uploads.map((upload) => uploadItem(upload, account, names)),
          ],
    ),
    ...(missing.length + unfit.length === 0 ? [] : [separator(l10n.t('unchanged'))]),
    ...missing.map((file) => missingItem(file, names)),
    ...unfit.map(({ place, provider }) => unfitItem(place, provider, names)),
  ];
}

/** Whether a line is selected at first: everything that needs no decision. */
export function isChosenAtFirst({ upload }: PreviewItem): boolean {
  return upload !== undefined && upload.obstacle === undefined && !isRefused(upload);
}

/** Whether a line can be selected at all. */
export function canBeChosen({ upload }: PreviewItem): boolean {
  return upload !== undefined && !isRefused(upload);
}

/** Whether the permission gate would refuse it, so that nobody chooses in vain. */
function isRefused({ obstacle }: PlannedUpload): boolean {
  const place = obstacle === 'outside' ? 'outside' : 'inside';
  return decide('document', place, workspace.isTrusted).type === 'refused';
}

/** Says that the file itself will be changed, and why: nobody expects that from an editor. */
export function largeFileItem(name: string): PreviewItem {
  return {
    label: shown(name),
    description: l10n.t('over 50 MB, which VS Code does not share with extensions'),
    detail: l10n.t('The file itself will be rewritten; its original is kept beside it.'),
    iconPath: new ThemeIcon('info'),
  };
}

function uploadItem(upload: PlannedUpload, account: Account, names: PlaceNames): PreviewItem {
  const { provider, options } = account;
  const { file, places, obstacle, reuse } = upload;
  const uri = Uri.parse(upload.uri);
  const name = nameOf(uri);
  // To decide about a file outside the workspace, the person has to see where it really is, with all links followed.
  const kind = mediaKindOfName(name);
  const audience = provider.audience?.(kind ?? 'image', options);
  const path = obstacle === 'outside' ? file.realPath : workspace.asRelativePath(uri);
  const remarks = [
    formatBytes(file.size),
    ...(isRefused(upload) ? [l10n.t("refused, because this workspace isn't trusted")] : []),
    ...(obstacle ? [obstacleText(obstacle, upload, provider)] : []),
    ...(reuse === 'certain' ? [l10n.t('already uploaded, will be reused')] : []),
    ...(reuse === 'possible' ? [l10n.t('probably already uploaded')] : []),
    ...(audience === 'anyoneWithSignedLink'
      ? [l10n.t('signed link: whoever has the document can download the file')]
      : []),
  ];
  return {
    upload,
    label: shown(name),
    description: joined(remarks, ' · '),
    detail: l10n.t('{0} → {1}', shown(path, maxPathLength), names.listed(places)),
    iconPath: new ThemeIcon(obstacle ? 'warning' : kind ? kindIcons[kind] : 'file'),
  };
}

function missingItem({ value, places }: MissingFile, names: PlaceNames): PreviewItem {
  return {
    label: shown(value),
    description: l10n.t('not found'),
    detail: names.listed(places),
    iconPath: new ThemeIcon('error'),
  };
}

function unfitItem(place: Place, provider: Provider, names: PlaceNames): PreviewItem {
  return {
    label: shown(place.input.value),
    description: l10n.t("doesn't accept references of {0}", shown(provider.label)),
    detail: names.listed([place]),
    iconPath: new ThemeIcon('circle-slash'),
  };
}

function obstacleText(obstacle: Obstacle, { file }: PlannedUpload, provider: Provider): ShownText {
  if (obstacle === 'outside') {
    return l10n.t('outside the workspace, needs your consent');
  }
  return limitText(limitProblemOf(provider, { name: file.realPath, size: file.size }) ?? { code: obstacle }, {
    label: shown(provider.label),
    name: file.realPath,
  });
}
