import * as vscode from 'vscode';

/** Runs something while these functions of `vscode.window` are other ones: no list or dialog can be answered from inside. */
export async function withWindow(
  changes: Readonly<Partial<Record<keyof typeof vscode.window, unknown>>>,
  run: () => Promise<void>,
): Promise<void> {
  const originals = Object.keys(changes).map((name) => [name, Reflect.get(vscode.window, name)] as const);
  const replace = (entries: readonly (readonly [string, unknown])[]): void => {
    for (const [name, value] of entries) {
      Object.defineProperty(vscode.window, name, { value, configurable: true, writable: true });
    }
  };
  replace(Object.entries(changes));
  try {
    await run();
  } finally {
    replace(originals);
  }
}
