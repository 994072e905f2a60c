import * as vscode from 'vscode';

/** Stands in for a person who closes every question without an answer. */
export interface Dismissal {
  /** Runs something to its end while whatever it asks is closed. @throws Error after twenty seconds */
  run(what: string, start: () => Thenable<unknown>): Promise<void>;
  end(): void;
}

type Closable = vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox;

/** What opens other windows, settings or programs, none of which can be closed from here. */
const leadingOut: readonly string[] = ['workbench.action.openSettings', 'revealFileInOS', 'revealInExplorer'];

/** Questions, lists, boxes and dialogs all end without an answer, until `end` is called. */
export function dismissQuestions(): Dismissal {
  const open = new Set<Closable>();
  const restore: (() => void)[] = [];
  function replace(target: object, name: string, value: unknown): void {
    const original: unknown = Reflect.get(target, name);
    Object.defineProperty(target, name, { value, configurable: true, writable: true });
    restore.push(() => Object.defineProperty(target, name, { value: original, configurable: true, writable: true }));
  }
  const questions = [
    'showInformationMessage',
    'showWarningMessage',
    'showErrorMessage',
    'showQuickPick',
    'showInputBox',
  ];
  for (const name of [...questions, 'showOpenDialog', 'showSaveDialog']) {
    replace(vscode.window, name, async () => undefined);
  }
  for (const name of ['createQuickPick', 'createInputBox'] as const) {
    const create: () => Closable = vscode.window[name];
    replace(vscode.window, name, () => {
      const box = create();
      open.add(box);
      box.onDidHide(() => open.delete(box));
      return box;
    });
  }
  replace(vscode.env, 'openExternal', async () => true);
  const execute = vscode.commands.executeCommand;
  replace(vscode.commands, 'executeCommand', async (command: string, ...args: readonly unknown[]) =>
    leadingOut.includes(command) ? undefined : execute(command, ...args),
  );

  return {
    async run(what, start) {
      const state = { isOver: false };
      const running = Promise.resolve(start()).finally(() => {
        state.isOver = true;
      });
      const deadline = Date.now() + 20_000;
      while (!state.isOver) {
        for (const box of open) {
          box.hide();
        }
        await Promise.race([running, new Promise((resolve) => setTimeout(resolve, 20))]);
        if (Date.now() > deadline) {
          throw new Error(`${what} has not ended`);
        }
      }
      await running;
    },
    end: () => {
      for (const each of restore) {
        each();
      }
    },
  };
}
