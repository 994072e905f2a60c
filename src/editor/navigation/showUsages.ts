import { CancellationTokenSource, Range, ThemeIcon, type Uri, workspace } from 'vscode';
import { CancelledError } from '../../core/errors.ts';
import type { UploadRecord } from '../../core/history/records/record.ts';
import { parsedDocument } from '../../core/workflow/json/parsedDocument.ts';
import type { MediaInput } from '../../core/workflow/mediaInput.ts';
import { nodeAt } from '../../core/workflow/scan/nodeAt.ts';
import { type ShownQuickPickItem, window } from '../display/window.ts';
import { findUsages, shownPath, type Usage } from '../documents/usages/findUsages.ts';
import { pathUsages } from '../documents/usages/pathUsages.ts';
import { referenceUsages } from '../documents/usages/referenceUsages.ts';
import { inBackground } from '../promises.ts';
import type { Services } from '../services/services.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { joined, nameLength, type ShownText, shown } from '../text/shown.ts';

/** Files, and uploads of them, whose usages are wanted. */
export interface UsageSubject {
  readonly files: readonly Uri[];
  readonly records: readonly UploadRecord[];
}

interface UsageItem extends ShownQuickPickItem {
  readonly uri?: Uri;
  readonly offset?: number;
  readonly length?: number;
}

/** More rows than anybody reads; the list is drawn anew with each file, and a workspace can hold ten thousand of them. */
const maxRows = 1000;

/**
 * "Find Usages": the references of the uploads and the paths that lead to the files, in a list that fills while the
 * workspace is searched; choosing an entry opens the place.
 */
export async function showUsages(services: Services, subject: UsageSubject): Promise<void> {
  const cancelling = new CancellationTokenSource();
  const list = window.createQuickPick<UsageItem>();
  list.title = titleOf(subject);
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
      inBackground(services.log, openAt(chosen));
    }
  });
  list.show();

  let [files, places] = [0, 0];
  const onFound = (usage: Usage): void => {
    files++;
    places += usage.inputs.length;
    const left = maxRows - list.items.length;
    if (left > 0) {
      list.items = [...list.items, ...itemsOf({ ...usage, inputs: usage.inputs.slice(0, left) })];
    }
  };
  try {
    const { token } = cancelling;
    const { records } = subject;
    await findUsages([referenceUsages(records, token), await pathUsages(services, subject.files, token)], {
      onFound,
      token,
    });
  } catch (error) {
    if (!CancelledError.is(error)) {
      throw error;
    }
  }
  list.busy = false;
  list.placeholder = files === 0 ? notFoundText(subject) : foundText(places, files);
  if (files === 0) {
    list.items = [{ label: l10n.t('Not used in this workspace'), alwaysShow: true }];
  }
}

/** The places in one workflow. */
function itemsOf({ uri, text, inputs }: Usage): readonly UsageItem[] {
  const root = parsedDocument(text);
  let line = 1;
  let counted = 0;
  // In document order, so that a document with thousands of them is counted through once.
  return inputs.map((input) => {
    const { offset, length } = input;
    line += text.slice(counted, offset).split('\n').length - 1;
    counted = offset;
    return {
      label: shownPath(uri),
      description: l10n.t('line {0}', line),
      detail: placeText(root, input),
      iconPath: new ThemeIcon('json'),
      uri,
      offset,
      length,
    };
  });
}

function titleOf({ files, records }: UsageSubject): ShownText {
  const [file] = files;
  const [record] = records;
  if (file && files.length === 1) {
    return l10n.t('Where {0} Is Used', shown(nameOf(file)));
  }
  if (record && records.length === 1) {
    return l10n.t('Where {0} Is Used', shown(record.fileName));
  }
  return files.length > 0
    ? l10n.t('Where {0} Files Are Used', files.length)
    : l10n.t('Where {0} Uploads Are Used', records.length);
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

function notFoundText({ files, records }: UsageSubject): ShownText {
  return Math.max(files.length, records.length) === 1
    ? l10n.t('No workflow in this workspace uses it.')
    : l10n.t('No workflow in this workspace uses any of them.');
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
