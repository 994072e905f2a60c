import { commands } from 'vscode';
import { CancelledError } from '../core/errors.ts';
import type { Lazy } from '../lazy.ts';
import { type CommandName, commandId } from './ids/commandIds.ts';

/**
 * Registers a command whose failures are shown as sentences with buttons. Without this VS Code shows the raw message of
 * whatever was thrown.
 */
export function registerCommand(
  { activation, features }: Lazy,
  name: CommandName,
  run: (...args: readonly unknown[]) => Promise<unknown>,
): void {
  const guarded = async (...args: readonly unknown[]): Promise<unknown> => {
    try {
      return await run(...args);
    } catch (error) {
      if (!CancelledError.is(error)) {
        // Not awaited: whoever called the command must not wait until the person has read the message.
        void features().then(({ services, showFailure }) => showFailure(services, error));
      }
      return undefined;
    }
  };
  activation.disposables.add(commands.registerCommand(commandId(name), guarded));
}
