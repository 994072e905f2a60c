import { QuickPickItemKind, ThemeIcon, Uri, workspace } from 'vscode';
import type { MediaKind } from '../../../core/asset/asset.ts';
import type { Provider } from '../../../core/providers/provider.ts';
import { type Account, accountLabel } from '../../../core/uploads/accounts/account.ts';
import { decide } from '../../../core/uploads/permission/decide.ts';
import { limitProblemOf } from '../../../core/uploads/plan/limits.ts';
import type {
  MissingFile,
  Obstacle,
  OverflowPlan,
  Place,
  PlannedUpload,
  UploadPlan,
} from '../../../core/uploads/plan/uploadPlan.ts';
import { mediaKindOfName } from '../../../core/workflow/scan/mediaName.ts';
import type { ShownQuickPickItem } from '../../display/window.ts';
import { useLinkText } from '../../overflow/useLink.ts';
import type { OverflowRule } from '../../services/settings.ts';
import { formatBytes, formatDuration } from '../../text/figures.ts';
import { l10n } from '../../text/l10n.ts';
import { limitText } from '../../text/limitText.ts';
import { kindIcons } from '../../text/mediaText.ts';
import { nameOf } from '../../text/names.ts';
import { joined, maxPathLength, type ShownText, shown } from '../../text/shown.ts';
import type { PlaceNames } from './placeNames.ts';

/** A line of the preview. Only lines with an upload can be chosen; VS Code can't show that, so the text says it. */
export interface PreviewItem extends ShownQuickPickItem {
  readonly upload?: PlannedUpload;
  /** The upload to a provider that refuses the file, in whose place this one would go to a storage. */
  readonly insteadOf?: PlannedUpload;
}

/** One line per file under the name of its provider, then what cannot be uploaded. */
export function previewItems(plans: readonly UploadPlan[], names: PlaceNames): readonly PreviewItem[] {
  const separator = (label: ShownText): PreviewItem => ({ label, kind: QuickPickItemKind.Separator });
  const missing = plans.flatMap((plan) => plan.missing);
  const unfit = plans.flatMap((plan) => plan.unfit.map((place) => ({ place, provider: plan.account.provider })));
  return [
    ...plans.flatMap(({ account, uploads, overflow }) =>
      uploads.length === 0
        ? []
        : [
            separator(l10n.t('to {0}', shown(accountLabel(account)))),
            ...uploads.flatMap((upload) => [
              uploadItem(upload, account, names),
              ...(overflow ? overflowItems(upload, overflow, names) : []),
            ]),
          ],
    ),
    ...(missing.length + unfit.length === 0 ? [] : [separator(l10n.t('unchanged'))]),
    ...missing.map((file) => missingItem(file, names)),
    ...unfit.map(({ place, provider }) => unfitItem(place, provider, names)),
  ];
}

/** Whether a line is selected at first: everything that needs no decision, such as which storage takes a refused file. */
export function isChosenAtFirst({ upload, insteadOf }: PreviewItem, rule: OverflowRule): boolean {
  const isDecided = insteadOf === undefined || rule === 'always';
  return isDecided && upload !== undefined && upload.obstacle === undefined && !isRefused(upload);
}

/** Whether two lines stand for the same file, of which only one can go anywhere. A line without an upload stands for none. */
export function excludeEachOther(one: PreviewItem, other: PreviewItem): boolean {
  return (
    one.upload !== undefined &&
    other.upload !== undefined &&
    (one.insteadOf === other.upload || other.insteadOf === one.upload)
  );
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
  const { file, places, obstacle } = upload;
  const uri = Uri.parse(upload.uri);
  const name = nameOf(uri);
  // To decide about a file outside the workspace, the person has to see where it really is, with all links followed.
  const kind = mediaKindOfName(name);
  const path = obstacle === 'outside' ? file.realPath : workspace.asRelativePath(uri);
  const remarks = [
    formatBytes(file.size),
    ...(isRefused(upload) ? [l10n.t("refused, because this workspace isn't trusted")] : []),
    ...(obstacle ? [obstacleText(obstacle, upload, account.provider)] : []),
    ...reuseRemarks(upload),
    ...linkRemarks(account, kind),
  ];
  return {
    upload,
    label: shown(name),
    description: joined(remarks, ' · '),
    detail: l10n.t('{0} → {1}', shown(path, maxPathLength), names.listed(places)),
    iconPath: new ThemeIcon(obstacle ? 'warning' : kind ? kindIcons[kind] : 'file'),
  };
}

/** The line below a refused file that sends it to a storage. Whoever gets the document gets the file with its link. */
function overflowItems(
  refused: PlannedUpload,
  { account, uploads }: OverflowPlan,
  names: PlaceNames,
): readonly PreviewItem[] {
  const upload = uploads.find(({ uri }) => uri === refused.uri);
  const { connection } = account;
  if (upload === undefined || connection === undefined) {
    return [];
  }
  const name = nameOf(Uri.parse(upload.uri));
  const remarks = [
    formatBytes(upload.file.size),
    ...(isRefused(upload) ? [l10n.t("refused, because this workspace isn't trusted")] : []),
    ...(upload.obstacle === 'outside' ? [l10n.t('outside the workspace, needs your consent')] : []),
    ...reuseRemarks(upload),
    ...linkRemarks(account, mediaKindOfName(name)),
  ];
  return [
    {
      upload,
      insteadOf: refused,
      label: useLinkText([connection]),
      description: joined(remarks, ' · '),
      detail: l10n.t('{0} → {1}', shown(name), names.listed(upload.places)),
      iconPath: new ThemeIcon('link'),
    },
  ];
}

function reuseRemarks({ reuse }: PlannedUpload): readonly ShownText[] {
  return [
    ...(reuse === 'certain' ? [l10n.t('already uploaded, will be reused')] : []),
    ...(reuse === 'possible' ? [l10n.t('probably already uploaded')] : []),
  ];
}

function linkRemarks({ provider, options }: Account, kind: MediaKind = 'image'): readonly ShownText[] {
  const lifetime = provider.lifetime(kind, options);
  if (provider.audience?.(kind, options) !== 'anyoneWithSignedLink') {
    return [];
  }
  return lifetime.type === 'fixed'
    ? [
        l10n.t(
          'signed link: for {0}, whoever has the document can download the file',
          formatDuration(lifetime.milliseconds),
        ),
      ]
    : [l10n.t('signed link: whoever has the document can download the file')];
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
