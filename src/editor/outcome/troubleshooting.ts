import { commands, env, Uri } from 'vscode';
import type { UploadErrorCode } from '../../core/errorCodes.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import type { MessageButton } from './messageButtons.ts';

/**
 * Opens the page that explains failures, which comes with the extension: whoever has no network needs it most.
 * @param code whose section is shown; the beginning where several things have failed
 */
export function helpButton(services: Pick<Services, 'context'>, code: UploadErrorCode | undefined): MessageButton {
  return {
    label: l10n.t('Help'),
    run: () => commands.executeCommand('markdown.showPreview', sectionOf(services, code)),
  };
}

function sectionOf({ context }: Pick<Services, 'context'>, code: UploadErrorCode | undefined): Uri {
  const language = env.language.toLowerCase() === 'zh-cn' ? '.zh-cn' : '';
  const page = Uri.joinPath(context.extensionUri, 'media', `troubleshooting${language}.md`);
  // Headings are the codes themselves; the preview knows them in small letters.
  return page.with({ fragment: code?.toLowerCase() ?? '' });
}
