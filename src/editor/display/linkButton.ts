import { env, ThemeIcon, Uri } from 'vscode';
import type { ShownText } from '../text/shown.ts';
import type { PromptButton } from './textPrompt.ts';

/** A button that opens a web page. @param icon of VS Code's product icons */
export function linkButton(icon: string, tooltip: ShownText, page: string): PromptButton {
  return { iconPath: new ThemeIcon(icon), tooltip, run: () => env.openExternal(Uri.parse(page)) };
}
