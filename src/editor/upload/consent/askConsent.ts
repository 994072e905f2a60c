import { CancellationTokenSource } from 'vscode';
import type { ConsentAsker, ConsentQuestion, FileInQuestion } from '../../../core/uploads/permission/consent.ts';
import { type ShownQuickPickItem, window } from '../../display/window.ts';
import { l10n } from '../../text/l10n.ts';
import { hostOf, recipientFacts } from '../../text/recipientText.ts';
import { joined, maxPathLength, type ShownText, shown } from '../../text/shown.ts';

interface FileItem extends ShownQuickPickItem {
  readonly file: FileInQuestion;
}

/** Puts the permission gate's questions: one file or the whole workspace in a dialog, several files in a list that scrolls. */
export const consentAsker: ConsentAsker = {
  ask: (question, signal) => {
    const [first] = question.files;
    if (first === undefined) {
      return Promise.resolve([]);
    }
    if (question.type === 'workspace') {
      return askAboutWorkspace(question, first);
    }
    return question.files.length === 1 ? askAboutFile(question, first) : askAboutFiles(question, signal);
  },
};

async function askAboutFile(
  { files, recipient }: ConsentQuestion,
  file: FileInQuestion,
): Promise<readonly FileInQuestion[]> {
  const upload = l10n.t('Upload This File');
  const message = l10n.t('Upload {0} to {1}?', shown(file.name), shown(recipient.label));
  const detail = joined([shown(file.realPath, maxPathLength), reasonOf(file), ...recipientFacts(recipient)], '\n\n');
  const answer = await window.showWarningMessage(message, { modal: true, detail }, upload);
  return answer === upload ? files : [];
}

async function askAboutWorkspace(
  { files, recipient }: ConsentQuestion,
  { cause }: FileInQuestion,
): Promise<readonly FileInQuestion[]> {
  const allow = l10n.t('Allow Uploads');
  const isProgramme = cause === 'programme';
  const message = isProgramme
    ? l10n.t('Let other extensions and agents upload files in this workspace to {0}?', shown(recipient.label))
    : l10n.t('Upload files named by documents in this workspace to {0}?', shown(recipient.label));
  const detail = joined(
    [
      listed(files),
      l10n.t(
        "You won't be asked again for this workspace and this server. Files outside the workspace aren't included.",
      ),
      ...recipientFacts(recipient),
    ],
    '\n\n',
  );
  const answer = await window.showWarningMessage(message, { modal: true, detail }, allow);
  return answer === allow ? files : [];
}

async function askAboutFiles(
  { files, recipient }: ConsentQuestion,
  signal: AbortSignal,
): Promise<readonly FileInQuestion[]> {
  const items = files.map(
    (file): FileItem => ({
      label: shown(file.name),
      description: reasonOf(file),
      detail: shown(file.realPath, maxPathLength),
      picked: true,
      file,
    }),
  );
  const closing = new CancellationTokenSource();
  const close = (): void => closing.cancel();
  signal.addEventListener('abort', close, { once: true });
  try {
    const picked = await window.showQuickPick(
      items,
      {
        canPickMany: true,
        ignoreFocusOut: true,
        title: l10n.t('Upload These Files to {0} ({1})?', shown(recipient.label), hostOf(recipient)),
        placeHolder: joined(recipientFacts(recipient).slice(1), ' '),
      },
      closing.token,
    );
    return picked?.map(({ file }) => file) ?? [];
  } finally {
    signal.removeEventListener('abort', close);
    closing.dispose();
  }
}

/** A dialog doesn't scroll: the first few paths and how many more there are. */
const maxPathsShown = 5;

function listed(files: readonly FileInQuestion[]): ShownText {
  const paths = files.slice(0, maxPathsShown).map(({ realPath }) => shown(realPath, maxPathLength));
  const more = files.length - paths.length;
  return joined([...paths, ...(more > 0 ? [l10n.t('And {0} more.', more)] : [])], '\n');
}

/** Why anybody is asked, in one sentence. */
function reasonOf({ place, cause }: FileInQuestion): ShownText {
  if (place === 'network') {
    return l10n.t("This file is on another computer, which isn't contacted unless you agree.");
  }
  if (cause === 'importedRecord') {
    return l10n.t('An imported upload names this file. Upload it only if you know why.');
  }
  if (cause === 'unknownRecord') {
    return l10n.t('An upload recorded by an earlier version names this file, which is outside the workspace.');
  }
  if (cause === 'ownRecord') {
    return l10n.t("This file is outside the workspace and isn't what you uploaded before.");
  }
  if (place === 'linkInside' || place === 'linkOutside') {
    return l10n.t('A link in the workspace leads to this file. Upload it only if you know why.');
  }
  if (cause === 'document') {
    return l10n.t('A document names this file, which is outside the workspace. Upload it only if you know why.');
  }
  return place === 'inside'
    ? l10n.t("This workspace isn't trusted. Upload the file only if you chose it yourself.")
    : l10n.t('This file is outside the workspace. Upload it only if you chose it yourself.');
}
