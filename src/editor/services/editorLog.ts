import type { LogOutputChannel } from 'vscode';
import type { Log } from '../../core/log.ts';
import { redactForms } from '../../core/redaction/redact.ts';
import { type SecretForms, secretForms } from '../../core/redaction/secretForms.ts';
import { window } from '../display/window.ts';

export interface EditorLog extends Log {
  /** Keeps these secrets out of the log, in all their forms, until the window closes. */
  hide(secrets: readonly string[]): void;
  show(): void;
  dispose(): void;
}

/**
 * The "Workflow Assets" output channel. Log messages are in English, for whoever is asked for help: people copy them into
 * public issues. So each message is redacted here once more, whatever its writer has done, the message of an unforeseen
 * error included.
 */
export function createLog(): EditorLog {
  const channel: LogOutputChannel = window.createOutputChannel('Workflow Assets', { log: true });
  const secrets = new Set<string>();
  let forms: SecretForms | undefined;
  const redacted = (message: string): string => redactForms(message, forms);
  return {
    debug: (message) => channel.debug(redacted(message)),
    info: (message) => channel.info(redacted(message)),
    warn: (message) => channel.warn(redacted(message)),
    error: (message) => channel.error(redacted(message)),
    hide: (added) => {
      if (added.some((secret) => !secrets.has(secret))) {
        for (const secret of added) {
          secrets.add(secret);
        }
        forms = secretForms(secrets);
      }
    },
    show: () => channel.show(),
    dispose: () => channel.dispose(),
  };
}
