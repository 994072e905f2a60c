import type { Lazy } from '../../lazy.ts';
import { uploadsCommands } from '../ids/commandIds.ts';
import { registerCommand } from '../registerCommand.ts';
import type { UploadsView } from './registerUploadsView.ts';

export function registerUploadsCommands(lazy: Lazy, view: UploadsView): void {
  for (const name of uploadsCommands) {
    registerCommand(lazy, name, async (clicked, selected) => (await view.open()).commands[name](clicked, selected));
  }
}
