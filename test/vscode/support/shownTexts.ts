import * as vscode from 'vscode';

/** What the extension has shown since the last `clear`, by the function of VS Code's that it called. */
export interface ShownTexts {
  readonly texts: { readonly by: string; readonly text: string }[];
  clear(): void;
  end(): void;
}

/** Properties of messages, lists and boxes that people read. */
const readProperties = [
  'title',
  'message',
  'detail',
  'label',
  'description',
  'prompt',
  'placeHolder',
  'placeholder',
  'tooltip',
];
const functions = [
  'showInformationMessage',
  'showWarningMessage',
  'showErrorMessage',
  'showQuickPick',
  'showInputBox',
  'showOpenDialog',
  'showSaveDialog',
  'setStatusBarMessage',
] as const;

/** Notes every text that reaches a message, list, box or progress. What shows it is called as before. */
export function recordShownTexts(): ShownTexts {
  const texts: { by: string; text: string }[] = [];
  const restore: (() => void)[] = [];
  const note = (by: string, value: unknown): void => {
    if (typeof value === 'string') {
      texts.push({ by, text: value });
    } else if (Array.isArray(value)) {
      for (const each of value) {
        note(by, each);
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const property of readProperties) {
        note(by, Reflect.get(value, property));
      }
    }
  };
  const replace = (
    name: keyof typeof vscode.window,
    make: (original: (...args: unknown[]) => unknown) => unknown,
  ): void => {
    const original = vscode.window[name] as (...args: unknown[]) => unknown;
    Object.defineProperty(vscode.window, name, { value: make(original), configurable: true, writable: true });
    restore.push(() =>
      Object.defineProperty(vscode.window, name, { value: original, configurable: true, writable: true }),
    );
  };
  for (const name of functions) {
    replace(name, (original) => (...args: unknown[]) => {
      note(name, args);
      return original(...args);
    });
  }
  replace('withProgress', (original) => (...[options, task]: unknown[]) => {
    note('withProgress', options);
    const work = task as (bar: vscode.Progress<unknown>, token: vscode.CancellationToken) => unknown;
    return original(options, (bar: vscode.Progress<unknown>, token: vscode.CancellationToken) =>
      work(
        {
          report: (step) => {
            note('withProgress', step);
            bar.report(step);
          },
        },
        token,
      ),
    );
  });
  for (const name of ['createQuickPick', 'createInputBox'] as const) {
    replace(name, (original) => () => {
      const box = original() as vscode.QuickPick<vscode.QuickPickItem>;
      const show = box.show.bind(box);
      box.show = () => {
        note(name, [box, box.items]);
        show();
      };
      return box;
    });
  }
  return {
    texts,
    clear: () => texts.splice(0),
    end: () => {
      for (const each of restore.reverse()) {
        each();
      }
    },
  };
}
