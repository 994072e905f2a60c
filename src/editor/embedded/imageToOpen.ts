import { TabInputCustom, Uri } from 'vscode';
import { mediaTypeOfName } from '../../core/asset/mediaTypes.ts';
import { chooseMedia } from '../choosing/chooseMedia.ts';
import { window } from '../display/window.ts';
import { mayLookAt } from '../services/mayLookAt.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';

/** Images that can hold a workflow. */
const mediaTypes: readonly string[] = ['image/png', 'image/webp'];

/**
 * The image that a command is about: the one it was called with, else the one that is shown in the active tab, else one
 * that the person chooses.
 */
export async function imageToOpen(services: Services, clicked: unknown): Promise<Uri | undefined> {
  const uri = clicked instanceof Uri ? clicked : shownImage();
  if (uri) {
    return (await mayLookAt(uri)) ? uri : undefined;
  }
  const { uris } = await chooseMedia(services, {
    title: l10n.t('Open Embedded Workflow'),
    action: l10n.t('Open Workflow'),
    canSelectMany: false,
    mediaTypes,
  });
  return uris[0];
}

/** VS Code's preview of images is a custom editor. */
function shownImage(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  const isImage = input instanceof TabInputCustom && mediaTypes.includes(mediaTypeOfName(nameOf(input.uri)) ?? '');
  return isImage ? input.uri : undefined;
}
