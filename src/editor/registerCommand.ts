import { commands } from 'vscode';
import { CancelledError } from '../core/errors.ts';
import type { Lazy } from '../lazy.ts';
import { window } from './display/window.ts';
import { type CommandName, commandId } from './ids/commandIds.ts';
import { inBackground, stackOf } from './promises.ts';
import { l10n } from './text/l10n.ts';

/**
 * Registers a command whose failures are shown as sentences with buttons. Without this VS Code shows the raw message of
 * whatever was thrown.
 */
export function registerCommand(
  lazy: Lazy,
  name: CommandName,
  run: (...args: readonly unknown[]) => Promise<unknown>,
): void {
  const { disposables, log } = lazy.activation;
  const guarded = async (...args: readonly unknown[]): Promise<unknown> => {
    try {
      return await run(...args);
    } catch (error) {
      if (!CancelledError.is(error)) {
        // Not awaited: whoever called the command must not wait until the person has read the message.
        inBackground(log, showError(lazy, error));
      }
      return undefined;
    }
  };
  disposables.add(commands.registerCommand(commandId(name), guarded));
}

async function showError({ activation: { log }, features }: Lazy, error: unknown): Promise<void> {
  try {
    const { services, showFailure } = await features();
    await showFailure(services, error);
  } catch (loadError) {
    // What explains failures can't be loaded either: files of the extension are missing or damaged.
    log.error(`Loading failed: ${stackOf(loadError)}`);
    await window.showErrorMessage(
      l10n.t("Workflow Assets couldn't load. Reload the window, and reinstall the extension if that doesn't help."),
    );
  }
}
