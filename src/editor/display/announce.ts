import { StatusBarAlignment } from 'vscode';
import { idPrefix } from '../ids/commandIds.ts';
import { l10n } from '../text/l10n.ts';
import { type ShownText, withIcon } from '../text/shown.ts';
import { window } from './window.ts';

/** How long the text stays, in milliseconds: long enough to be read, and gone before it is in the way. */
const duration = 5_000;

/**
 * Shows for a moment in the status bar that something has been done which is seen in the document anyway, and has screen
 * readers say it. They don't read `setStatusBarMessage`: VS Code marks its status bar as not live, which only the role
 * of an item of its own overrides.
 */
export function announce(text: ShownText): void {
  const item = window.createStatusBarItem(`${idPrefix}.announcement`, StatusBarAlignment.Left);
  item.name = l10n.t('Workflow Assets: Last Change');
  item.text = withIcon('check', text);
  item.accessibilityInformation = { label: text, role: 'alert' };
  item.show();
  setTimeout(() => item.dispose(), duration).unref();
}
