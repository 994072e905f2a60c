import { l10n, type QuickPickItem, QuickPickItemKind, ThemeIcon, Uri, workspace } from 'vscode';
import { anyMediaTypeOfName } from '../../core/asset/anyMediaType.ts';
import { mediaTypeOfName } from '../../core/asset/mediaTypes.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { decide } from '../../core/uploads/permission/decide.ts';
import { limitsFor } from '../../core/uploads/plan/limits.ts';
import type { MissingFile, Obstacle, Place, PlannedUpload, UploadPlan } from '../../core/uploads/plan/uploadPlan.ts';
import { mediaKindOfName } from '../../core/workflow/scan/mediaName.ts';
import { formatBytes } from '../text/figures.ts';
import { kindIcons } from '../text/mediaText.ts';

/** A line of the preview. Only lines with an upload can be chosen; VS Code can't show that, so the text says it. */
export interface PreviewItem extends QuickPickItem {
  readonly upload?: PlannedUpload;
}

/** More places than this in one line would be cut off by the window. */
const maxPlaces = 4;

/** One line per file under the name of its provider, then what cannot be uploaded. */
export function previewItems(plans: readonly UploadPlan[], severalDocuments: boolean): readonly PreviewItem[] {
  const separator = (label: string): PreviewItem => ({ label, kind: QuickPickItemKind.Separator });
  const missing = plans.flatMap((plan) => plan.missing);
  const unfit = plans.flatMap((plan) => plan.unfit.map((place) => ({ place, provider: plan.account.provider })));
  return [
    ...plans.flatMap(({ account: { provider }, uploads }) =>
      uploads.length === 0
        ? []
        : [
            separator(l10n.t('to {0}', provider.label)),
            ...uploads.map((upload) => uploadItem(upload, provider, severalDocuments)),
          ],
    ),
    ...(missing.length === 0 ? [] : [separator(l10n.t('not found'))]),
    ...missing.map((file) => missingItem(file, severalDocuments)),
    ...(unfit.length === 0 ? [] : [separator(l10n.t('no fitting reference'))]),
    ...unfit.map(({ place, provider }) => unfitItem(place, provider, severalDocuments)),
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
    label: plain(name),
    description: l10n.t('over 50 MB, which VS Code shares with no extension'),
    detail: l10n.t('The file itself will be rewritten; its original is kept beside it.'),
    iconPath: new ThemeIcon('info'),
  };
}

function uploadItem(upload: PlannedUpload, provider: Provider, severalDocuments: boolean): PreviewItem {
  const { file, places, obstacle, reuse } = upload;
  const uri = Uri.parse(upload.uri);
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  // To decide about a file outside the workspace, the person has to see where it really is, with all links followed.
  const path = obstacle === 'outside' ? file.realPath : workspace.asRelativePath(uri);
  const remarks = [
    formatBytes(file.size),
    ...(isRefused(upload) ? [l10n.t("refused, because this workspace isn't trusted")] : []),
    ...(obstacle ? [obstacleText(obstacle, upload, provider)] : []),
    ...(reuse === 'certain' ? [l10n.t('already uploaded, will be reused')] : []),
    ...(reuse === 'possible' ? [l10n.t('maybe already uploaded')] : []),
  ];
  const kind = mediaKindOfName(name);
  return {
    upload,
    label: plain(name),
    description: plain(remarks.join(' · ')),
    detail: plain(l10n.t('{0} → {1}', path, placesText(places, severalDocuments))),
    iconPath: new ThemeIcon(obstacle ? 'warning' : kind ? kindIcons[kind] : 'file'),
  };
}

function missingItem({ value, places }: MissingFile, severalDocuments: boolean): PreviewItem {
  return {
    label: plain(value),
    description: l10n.t('no such file'),
    detail: plain(placesText(places, severalDocuments)),
    iconPath: new ThemeIcon('error'),
  };
}

function unfitItem(place: Place, provider: Provider, severalDocuments: boolean): PreviewItem {
  return {
    label: plain(place.input.value),
    description: plain(l10n.t("doesn't accept references of {0}", provider.label)),
    detail: plain(placesText([place], severalDocuments)),
    iconPath: new ThemeIcon('circle-slash'),
  };
}

function obstacleText(obstacle: Obstacle, { file }: PlannedUpload, provider: Provider): string {
  const limits = limitsFor(provider, mediaTypeOfName(file.realPath) ?? '');
  switch (obstacle) {
    case 'outside':
      return l10n.t('outside the workspace, needs your consent');
    case 'typeUnsupported':
      return l10n.t("{0} doesn't take {1}", provider.label, anyMediaTypeOfName(file.realPath));
    case 'fileEmpty':
      return l10n.t('empty');
    case 'fileTooSmall':
      return l10n.t('too small, {0} takes {1} or more', provider.label, formatBytes(limits?.minBytes ?? 0));
    case 'fileTooLarge':
      return l10n.t('too large, {0} takes {1} at most', provider.label, formatBytes(limits?.maxBytes ?? 0));
  }
}

function placesText(places: readonly Place[], severalDocuments: boolean): string {
  const texts = places.slice(0, maxPlaces).map(({ document, input }) => {
    const inDocument = [input.nodeType, input.path.join('.')].filter(Boolean).join(' ');
    return severalDocuments ? `${Uri.parse(document).path.split('/').at(-1)}: ${inDocument}` : inDocument;
  });
  const more = places.length - texts.length;
  return [...texts, ...(more > 0 ? [l10n.t('{0} more', more)] : [])].join(', ');
}

/** A file may be called `$(flame).png`, which a quick pick would show as an icon. */
function plain(text: string): string {
  return text.replaceAll(/\$\([a-z0-9~-]+\)/gi, '\\$&');
}
