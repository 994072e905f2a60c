import { type LogOutputChannel, window } from 'vscode';
import type { Log } from '../../core/log.ts';

export interface EditorLog extends Log {
  show(): void;
  dispose(): void;
}

/** The "Workflow Assets" output channel. Log messages are in English, for whoever is asked for help. */
export function createLog(): EditorLog {
  const channel: LogOutputChannel = window.createOutputChannel('Workflow Assets', { log: true });
  return {
    debug: (message) => channel.debug(message),
    info: (message) => channel.info(message),
    warn: (message) => channel.warn(message),
    error: (message) => channel.error(message),
    show: () => channel.show(),
    dispose: () => channel.dispose(),
  };
}
