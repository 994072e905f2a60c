import { CancellationTokenSource, Range, ThemeIcon, type Uri, workspace } from 'vscode';
import { CancelledError } from '../../../core/errors.ts';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import type { Log } from '../../../core/log.ts';
import type { MediaInput } from '../../../core/workflow/mediaInput.ts';
import { nodeAt } from '../../../core/workflow/scan/nodeAt.ts';
import { type ShownQuickPickItem, window } from '../../display/window.ts';
import { findUsages, shownPath, wantedReferences } from '../../documents/usages/findUsages.ts';
import { inBackground } from '../../promises.ts';
import { l10n } from '../../text/l10n.ts';
import { joined, nameLength, type ShownText, shown } from '../../text/shown.ts';

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
        const root = parsed(text);
        let line = 1;
        let counted = 0;
        // In document order, so that a document with thousands of them is counted through once.
        for (const input of inputs) {
          const { offset, length } = input;
          line += text.slice(counted, offset).split('\n').length - 1;
          counted = offset;
          found.push({
            label: shownPath(uri),
            description: l10n.t('line {0}', line),
            detail: placeText(root, input),
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

/** The node by title and number, as the workflow's own editor shows it; the path in the JSON where there is no node. */
function placeText(root: unknown, { path, nodeType }: MediaInput): ShownText {
  const node = nodeAt(root, path);
  const last = path.at(-1);
  const parts =
    node?.id === undefined
      ? [nodeType, path.join('.')]
      : [node.title, `#${node.id}`, typeof last === 'string' ? last : undefined];
  return joined(
    parts.filter((part) => part !== undefined).map((part) => shown(part, nameLength)),
    ' · ',
  );
}

/** `undefined` where it isn't strict JSON: nodes are then named by their class only. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
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
