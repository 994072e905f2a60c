import { type Disposable, l10n, StatusBarAlignment, type StatusBarItem, window } from 'vscode';
import type { Uploader } from '../../core/uploads/uploader.ts';
import { idPrefix } from '../ids/commandIds.ts';
import { focusCommandId } from '../ids/viewIds.ts';

/** Shows an item in the status bar while uploads run. */
export function showRunningUploads(uploader: Uploader): Disposable {
  let item: StatusBarItem | undefined;

  function refresh(): void {
    const running = uploader.running();
    const [first] = running;
    if (!first) {
      item?.dispose();
      item = undefined;
      return;
    }
    const text =
      running.length === 1 ? l10n.t('Uploading {0}', first.name) : l10n.t('Uploading {0} files', running.length);
    if (!item) {
      item = window.createStatusBarItem(`${idPrefix}.running`, StatusBarAlignment.Left);
      item.name = l10n.t('Running Uploads');
      item.command = focusCommandId('uploads');
      item.tooltip = l10n.t('Show the Uploads view');
      item.show();
    }
    // Progress comes many times a second; the text changes only when an upload begins or ends.
    const shown = `$(loading~spin) ${text}`;
    if (item.text !== shown) {
      item.text = shown;
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
