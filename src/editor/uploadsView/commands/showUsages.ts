import { CancellationTokenSource, Range, ThemeIcon, type Uri, workspace } from 'vscode';
import { CancelledError } from '../../../core/errors.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import type { Log } from '../../../core/log.ts';
import { type ShownQuickPickItem, window } from '../../display/window.ts';
import { findUsages, shownPath, wantedReferences } from '../../documents/usages/findUsages.ts';
import { inBackground } from '../../promises.ts';
import { l10n } from '../../text/l10n.ts';
import { joined, type ShownText, shown } from '../../text/shown.ts';

interface UsageItem extends ShownQuickPickItem {
  readonly uri?: Uri;
  readonly offset?: number;
  readonly length?: number;
}

/** "Where is this used?": a list that fills while the workspace is searched; choosing an entry opens the place. */
export async function showUsages(records: readonly UploadRecord[], log: Log): Promise<void> {
  const [first] = records;
  if (!first) {
    return;
  }
  const cancelling = new CancellationTokenSource();
  const list = window.createQuickPick<UsageItem>();
  list.title =
    records.length === 1
      ? l10n.t('Where {0} Is Used', shown(first.fileName))
      : l10n.t('Where {0} Uploads Are Used', records.length);
  list.placeholder = l10n.t('Searching the workspace...');
  list.busy = true;
  list.matchOnDescription = true;
  list.onDidHide(() => {
    cancelling.cancel();
    list.dispose();
  });
  list.onDidAccept(() => {
    const [chosen] = list.selectedItems;
    list.hide();
    if (chosen) {
      inBackground(log, openAt(chosen));
    }
  });
  list.show();

  const found: UsageItem[] = [];
  let files = 0;
  try {
    await findUsages(
      wantedReferences(records),
      ({ uri, text, inputs }) => {
        files++;
        for (const { offset, length, path, nodeType } of inputs) {
          const line = text.slice(0, offset).split('\n').length;
          const place = shown(path.join('.'));
          found.push({
            label: shownPath(uri),
            description: l10n.t('line {0}', line),
            detail: nodeType ? joined([shown(nodeType), place], ' · ') : place,
            iconPath: new ThemeIcon('json'),
            uri,
            offset,
            length,
          });
        }
        list.items = [...found];
      },
      cancelling.token,
    );
  } catch (error) {
    if (!CancelledError.is(error)) {
      throw error;
    }
  }
  list.busy = false;
  list.placeholder = files === 0 ? notFoundText(records.length) : foundText(found.length, files);
  if (files === 0) {
    list.items = [{ label: l10n.t('Not used in this workspace'), alwaysShow: true }];
  }
}

function notFoundText(uploads: number): ShownText {
  return uploads === 1
    ? l10n.t('No workflow of this workspace contains the reference.')
    : l10n.t('No workflow of this workspace contains any of these references.');
}

function foundText(places: number, files: number): ShownText {
  if (files === 1) {
    return places === 1 ? l10n.t('1 place in 1 file') : l10n.t('{0} places in 1 file', places);
  }
  return l10n.t('{0} places in {1} files', places, files);
}

async function openAt({ uri, offset = 0, length = 0 }: UsageItem): Promise<void> {
  if (uri) {
    const document = await workspace.openTextDocument(uri);
    const selection = new Range(document.positionAt(offset), document.positionAt(offset + length));
    await window.showTextDocument(document, { selection });
  }
}
