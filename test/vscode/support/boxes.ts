import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/**
 * Does something that asks one question after the other, and answers them in turn: a text for an input box, a label for a
 * list. The boxes are real ones, except for Enter: no key can be pressed from inside the extension host.
 * @returns the titles of the boxes
 */
export async function answering(answers: readonly string[], work: () => Thenable<unknown>): Promise<readonly string[]> {
  const { createInputBox, createQuickPick } = vscode.window;
  const left = [...answers];
  const titles: string[] = [];
  const next = (title: string | undefined): string => {
    titles.push(title ?? '');
    const answer = left.shift();
    assert.ok(answer !== undefined, `No answer is left for ${title}`);
    return answer;
  };
  replace('createInputBox', () => {
    const box = createInputBox();
    return entering(box, () => {
      box.value = next(box.title);
    });
  });
  replace('createQuickPick', () => {
    const list = createQuickPick();
    let selected: readonly vscode.QuickPickItem[] = [];
    const select = (): void => {
      const label = next(list.title);
      selected = list.items.filter((item) => item.label === label);
      assert.equal(selected.length, 1, `${label} among ${list.items.map((item) => item.label).join()}`);
    };
    return entering(list, select, () => selected);
  });
  try {
    await work();
  } finally {
    replace('createInputBox', createInputBox);
    replace('createQuickPick', createQuickPick);
  }
  assert.deepEqual(left, [], 'questions were missing');
  return titles;
}

/** @param selected what takes the place of the lines a person selects, which only the window could set */
function entering<T extends vscode.QuickInput>(
  box: T,
  answer: () => void,
  selected?: () => readonly vscode.QuickPickItem[],
): T {
  const accepted = new vscode.EventEmitter<void>();
  return new Proxy(box, {
    get: (target, name) => {
      if (name === 'onDidAccept') {
        return accepted.event;
      }
      if (name === 'selectedItems' && selected !== undefined) {
        return selected();
      }
      if (name === 'show') {
        return () => {
          target.show();
          answer();
          setImmediate(() => accepted.fire());
        };
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
}

function replace(name: 'createInputBox' | 'createQuickPick', value: unknown): void {
  Object.defineProperty(vscode.window, name, { value, configurable: true, writable: true });
}
