import {
  type CancellationToken,
  CancellationTokenSource,
  QuickPickItemKind,
  ThemeIcon,
  type Uri,
  workspace,
} from 'vscode';
import type { Log } from '../../core/log.ts';
import { type ShownQuickPick, type ShownQuickPickItem, window } from '../display/window.ts';
import { inBackground } from '../promises.ts';
import { l10n } from '../text/l10n.ts';
import { nameOf } from '../text/names.ts';
import { joined, maxPathLength, type ShownText, shown } from '../text/shown.ts';

/** How often the list is drawn again while files are being found, in milliseconds. */
const redrawInterval = 250;

/** A file to choose. What is found out later is added to the same object. */
export interface ListedFile {
  readonly uri: Uri;
  /** Codicon of what it is. */
  readonly icon: string;
  /** Heading of the files it is listed under. */
  readonly section: ShownText;
  /** Lower numbers come first; files of the same number by their paths. Equal sections have numbers next to each other. */
  readonly rank: number;
  /** Shown before the folder, such as the size. */
  facts: readonly ShownText[];
}

export interface FileQuestion {
  readonly title: ShownText;
  readonly placeholder: ShownText;
  /** Shown in its place where nothing was found. */
  readonly nothingFound: ShownText;
  readonly canSelectMany: boolean;
  readonly log: Log;
  /** Finds files. `changed` is to be called with all of them, whenever there are more or more is known about them. */
  find(changed: (files: readonly ListedFile[]) => void, token: CancellationToken): Promise<void>;
}

export type FileAnswer =
  | { readonly type: 'files'; readonly uris: readonly Uri[] }
  /** "Browse...": the file is elsewhere. */
  | { readonly type: 'browse' }
  | { readonly type: 'closed' };

interface FileItem extends ShownQuickPickItem {
  description?: ShownText;
  /** Left out for "Browse..." and headings. */
  readonly uri?: Uri;
}

/** Lists files while they are being found. "Browse..." comes last, and is a button of the list as well. */
export function askForFiles(question: FileQuestion): Promise<FileAnswer> {
  const { title, placeholder, nothingFound, canSelectMany, log, find } = question;
  const pick = window.createQuickPick<FileItem>();
  const cancelling = new CancellationTokenSource();
  const rows = new FileRows(pick);
  pick.title = title;
  pick.placeholder = placeholder;
  pick.canSelectMany = canSelectMany;
  pick.matchOnDescription = true;
  pick.keepScrollPosition = true;
  pick.buttons = [{ iconPath: new ThemeIcon('folder-opened'), tooltip: rows.browse.label }];
  pick.busy = true;
  rows.draw();
  const answer = new Promise<FileAnswer>((resolve) => {
    const end = (result: FileAnswer): void => {
      resolve(result);
      pick.hide();
    };
    pick.onDidTriggerButton(() => end({ type: 'browse' }));
    let ticked = 0;
    pick.onDidChangeSelection((selected) => {
      const isAllAtOnce = selected.length - ticked > 1;
      ticked = selected.length;
      if (!selected.includes(rows.browse)) {
        return;
      }
      if (isAllAtOnce) {
        // "Select all" means the files.
        pick.selectedItems = selected.filter((item) => item !== rows.browse);
      } else {
        end({ type: 'browse' });
      }
    });
    pick.onDidAccept(() => {
      // Enter without a tick is for the one that has the focus.
      const chosen = pick.selectedItems.length > 0 ? pick.selectedItems : pick.activeItems;
      const uris = chosen.flatMap(({ uri }) => uri ?? []);
      if (uris.length > 0) {
        end({ type: 'files', uris });
      } else if (chosen.includes(rows.browse)) {
        end({ type: 'browse' });
      }
    });
    pick.onDidHide(() => {
      resolve({ type: 'closed' });
      cancelling.cancel();
      rows.dispose();
      pick.dispose();
    });
  });
  pick.show();
  const search = async (): Promise<void> => {
    try {
      await find((files) => rows.update(files), cancelling.token);
    } finally {
      pick.busy = false;
      rows.draw();
      if (rows.isEmpty) {
        pick.placeholder = nothingFound;
      }
    }
  };
  inBackground(log, search());
  return answer;
}

/** The rows of the list. A file keeps its row, so that focus and ticks stay where they are while others are added. */
class FileRows {
  readonly browse: FileItem = {
    label: l10n.t('Browse...'),
    iconPath: new ThemeIcon('folder-opened'),
    alwaysShow: true,
  };
  readonly #pick: ShownQuickPick<FileItem>;
  readonly #rows = new Map<ListedFile, FileItem>();
  readonly #collator = new Intl.Collator(undefined, { numeric: true });
  #files: readonly ListedFile[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor(pick: ShownQuickPick<FileItem>) {
    this.#pick = pick;
  }

  get isEmpty(): boolean {
    return this.#files.length === 0;
  }

  update(files: readonly ListedFile[]): void {
    this.#files = files;
    this.#timer ??= setTimeout(() => this.draw(), redrawInterval);
  }

  draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isDisposed) {
      return;
    }
    const { activeItems, selectedItems } = this.#pick;
    this.#pick.items = [...this.#inSections(), this.browse];
    // Nobody has moved the focus while it is on the last row: it is there because there was nothing else.
    const active = activeItems.filter((item) => item !== this.browse);
    if (active.length > 0) {
      this.#pick.activeItems = active;
    }
    if (this.#pick.canSelectMany) {
      this.#pick.selectedItems = selectedItems;
    }
  }

  #inSections(): readonly FileItem[] {
    const sorted = this.#files
      .map((file) => ({ file, path: workspace.asRelativePath(file.uri) }))
      .sort((a, b) => a.file.rank - b.file.rank || this.#collator.compare(a.path, b.path));
    let section: ShownText | undefined;
    return sorted.flatMap(({ file, path }) => {
      const row = this.#rowOf(file, path);
      if (file.section === section) {
        return [row];
      }
      section = file.section;
      return [{ label: section, kind: QuickPickItemKind.Separator }, row];
    });
  }

  #rowOf(file: ListedFile, path: string): FileItem {
    const row = this.#rows.get(file) ?? {
      label: shown(nameOf(file.uri)),
      iconPath: new ThemeIcon(file.icon),
      uri: file.uri,
    };
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    row.description = joined([...file.facts, ...(folder === '' ? [] : [shown(folder, maxPathLength)])], ' · ');
    this.#rows.set(file, row);
    return row;
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
  }
}
