import * as vscode from 'vscode';
import { until } from './answers.ts';

type Pick = vscode.QuickPick<vscode.QuickPickItem>;

/** Keeps track of the quick picks the extension opens. They are real, and VS Code's own commands answer them. */
export class Previews {
  readonly #original = vscode.window.createQuickPick;
  #picks: Pick[] = [];
  /** How many were opened. */
  opened = 0;

  constructor() {
    const create = (): Pick => {
      const pick = this.#original();
      this.#picks.push(pick);
      this.opened += 1;
      pick.onDidHide(() => {
        this.#picks = this.#picks.filter((each) => each !== pick);
      });
      return pick;
    };
    this.#replace(create);
  }

  /** Waits for a preview. */
  shown(): Promise<Pick> {
    return until('a preview', () => this.#picks.at(-1));
  }

  async accept(): Promise<void> {
    const pick = await this.shown();
    // The window may not show it yet, and a command that comes too early does nothing.
    await until('the preview to close', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return this.#picks.includes(pick) ? undefined : true;
    });
  }

  async close(): Promise<void> {
    const pick = await this.shown();
    await until('the preview to close', async () => {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      return this.#picks.includes(pick) ? undefined : true;
    });
  }

  /** Closes what a failed test may have left open. */
  closeAll(): void {
    for (const pick of this.#picks.splice(0)) {
      pick.dispose();
    }
  }

  dispose(): void {
    this.closeAll();
    this.#replace(this.#original);
  }

  #replace(value: unknown): void {
    Object.defineProperty(vscode.window, 'createQuickPick', { value, configurable: true, writable: true });
  }
}

/** The lines of a preview: label and what stands beside it. Separators are lines too. */
export function linesOf(pick: Pick): string[] {
  return pick.items.map(({ label, description, kind }) =>
    kind === vscode.QuickPickItemKind.Separator ? `— ${label}` : `${label}: ${description}`,
  );
}

export function checkedIn(pick: Pick): string[] {
  return pick.selectedItems.map(({ label }) => label);
}
