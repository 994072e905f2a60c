import { type Disposable, StatusBarAlignment } from 'vscode';
import type { Uploader } from '../../core/uploads/uploader.ts';
import { type ShownStatusBarItem, window } from '../display/window.ts';
import { idPrefix } from '../ids/commandIds.ts';
import { focusCommandId } from '../ids/viewIds.ts';
import { l10n } from '../text/l10n.ts';
import { shown, withIcon } from '../text/shown.ts';

/** Shows an item in the status bar while uploads run. */
export function showRunningUploads(uploader: Uploader): Disposable {
  let item: ShownStatusBarItem | undefined;

  function refresh(): void {
    const running = uploader.running();
    const [first] = running;
    if (!first) {
      item?.dispose();
      item = undefined;
      return;
    }
    const text =
      running.length === 1 ? l10n.t('Uploading {0}', shown(first.name)) : l10n.t('Uploading {0} files', running.length);
    if (!item) {
      item = window.createStatusBarItem(`${idPrefix}.running`, StatusBarAlignment.Left);
      item.name = l10n.t('Running Uploads');
      item.command = focusCommandId('uploads');
      item.tooltip = l10n.t('Show the Uploads view');
      item.show();
    }
    // Progress comes many times a second; the text changes only when an upload begins or ends.
    const spinning = withIcon('loading~spin', text);
    if (item.text !== spinning) {
      item.text = spinning;
      item.accessibilityInformation = { label: text };
    }
  }

  const stop = uploader.onDidChangeRunning(refresh);
  refresh();
  return {
    dispose: () => {
      stop();
      item?.dispose();
    },
  };
}
