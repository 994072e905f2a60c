import { FileType, Uri, workspace } from 'vscode';
import { type ImportProblem, importRecords } from '../../../../core/history/exchange/importRecords.ts';
import type { HistoryStore } from '../../../../core/history/historyStore.ts';
import { type EndedItem, type Ending, Outcome } from '../../../../core/outcome.ts';
import { window } from '../../../display/window.ts';
import { outcomeText } from '../../../outcome/outcomeText.ts';
import { inBackground } from '../../../promises.ts';
import type { EditorLog } from '../../../services/editorLog.ts';
import { formatNumber } from '../../../text/figures.ts';
import { l10n } from '../../../text/l10n.ts';
import { type ShownText, shown } from '../../../text/shown.ts';
import { namedFile } from './namedFile.ts';

/** Maximum size of an imported file, in bytes: some 250,000 uploads. */
const maxImportBytes = 256 * 1024 * 1024;

/**
 * Adds the uploads of an exported file that aren't there yet.
 * @param argument URI of the file, which the person is asked about; for anything else they are asked for a file
 */
export async function importUploads(history: HistoryStore, log: EditorLog, argument: unknown): Promise<void> {
  const uri = argument instanceof Uri ? await confirmSource(argument) : await askSource();
  if (!uri) {
    return;
  }
  const { type, size } = await workspace.fs.stat(uri);
  if ((type & FileType.Directory) !== 0 || size > maxImportBytes) {
    void window.showErrorMessage(l10n.t("{0} isn't an exported history.", shown(uri.fsPath)));
    return;
  }
  const { records, problems } = await importRecords(await workspace.fs.readFile(uri));
  for (const problem of problems) {
    log.warn(`Import of uploads: ${JSON.stringify(problem)}`);
  }
  const [whole] = problems.flatMap((problem) => wholeFileText(problem) ?? []);
  if (whole !== undefined) {
    void window.showErrorMessage(l10n.t('Nothing was imported: {0}', whole));
    return;
  }
  const added = await history.import(records);
  const counts = { added, known: records.length - added, leftOut: problems.length };
  inBackground(log, show(counts, log));
}

/** How many uploads of a file were new, were there already, and couldn't be read. */
interface ImportCounts {
  readonly added: number;
  readonly known: number;
  readonly leftOut: number;
}

async function show({ added, known, leftOut }: ImportCounts, log: EditorLog): Promise<void> {
  const outcome = new Outcome<undefined>([
    ...endings(added, { status: 'done', result: undefined }),
    ...endings(known, { status: 'reused', result: undefined }),
    ...endings(leftOut, { status: 'leftOut', reason: 'unreadable' }),
  ]);
  const told = outcomeText({ operation: 'import', outcome, nameOf: () => '', leftOutText: () => leftOutText(leftOut) });
  if (!told) {
    await window.showInformationMessage(l10n.t('There are no uploads in this file.'));
  } else if (leftOut > 0) {
    const showLog = l10n.t('Show Log');
    if ((await window.showWarningMessage(told.message, showLog)) === showLog) {
      log.show();
    }
  } else {
    await window.showInformationMessage(told.message);
  }
}

function endings(count: number, ending: Ending): readonly EndedItem<undefined>[] {
  return new Array<EndedItem<undefined>>(count).fill({ item: undefined, ending });
}

function leftOutText(count: number): ShownText {
  return count === 1
    ? l10n.t("1 couldn't be read and was left out.")
    : l10n.t("{0} couldn't be read and were left out.", formatNumber(count));
}

async function askSource(): Promise<Uri | undefined> {
  const [uri] =
    (await window.showOpenDialog({
      title: l10n.t('Import Uploads'),
      openLabel: l10n.t('Import'),
      filters: { [l10n.t('Exported uploads')]: ['json'] },
    })) ?? [];
  return uri;
}

/** Imported uploads can name any file and any reference as one's own, so a link must not bring them in unseen. */
async function confirmSource(argument: Uri): Promise<Uri | undefined> {
  const file = await namedFile(argument);
  if (!file) {
    return undefined;
  }
  const accept = l10n.t('Import');
  const detail = l10n.t(
    'Something other than you has chosen this file. Import it only if you know where it comes from.',
  );
  const answer = await window.showWarningMessage(
    l10n.t('Import uploads from {0}?', file.path),
    { modal: true, detail },
    accept,
  );
  return answer === accept ? file.uri : undefined;
}

/** What is wrong with the file as a whole; `undefined` for a problem of one record. */
function wholeFileText(problem: ImportProblem): ShownText | undefined {
  switch (problem.reason) {
    case 'unreadable':
      return l10n.t("the file isn't valid JSON.");
    case 'notHistory':
      return l10n.t("the file isn't an exported history.");
    case 'newerVersion':
      return l10n.t('the file was written by a newer version of Workflow Assets.');
    default:
      return undefined;
  }
}
