import type { LogOutputChannel } from 'vscode';
import type { Log } from '../../core/log.ts';
import type { SecretForms } from '../../core/redaction/secretForms.ts';
import { window } from '../display/window.ts';
import { once } from '../promises.ts';

export interface EditorLog extends Log {
  /** Keeps these secrets out of the log, in all their forms, until the window closes. */
  hide(secrets: readonly string[]): void;
  show(): void;
  dispose(): void;
}

/**
 * The "Workflow Assets" output channel. Log messages are in English, for whoever is asked for help: people copy them into
 * public issues. So each message is redacted here once more, whatever its writer has done, the message of an unforeseen
 * error included. What redacts is loaded with the first message, since most windows never write one; until then messages wait.
 */
export function createLog(): EditorLog {
  const channel: LogOutputChannel = window.createOutputChannel('Workflow Assets', { log: true });
  const secrets = new Set<string>();
  let forms: SecretForms | undefined;
  let redacted: ((message: string) => string) | undefined;
  const waiting: { readonly level: keyof Log; readonly message: string }[] = [];

  const loadRedaction = once(async () => {
    const [{ redactForms }, { secretForms }] = await Promise.all([
      import('../../core/redaction/redact.ts'),
      import('../../core/redaction/secretForms.ts'),
    ]);
    redacted = (message) => {
      forms ??= secretForms(secrets);
      return redactForms(message, forms);
    };
  });

  const write = (level: keyof Log, message: string): void => {
    if (redacted !== undefined) {
      channel[level](redacted(message));
      return;
    }
    waiting.push({ level, message });
    loadRedaction().then(
      () => {
        for (const each of waiting.splice(0)) {
          write(each.level, each.message);
        }
      },
      // Files of the extension are missing or damaged. The messages themselves may hold anything.
      () => channel.error('Messages are missing here: loading what redacts them failed.'),
    );
  };

  return {
    debug: (message) => write('debug', message),
    info: (message) => write('info', message),
    warn: (message) => write('warn', message),
    error: (message) => write('error', message),
    hide: (added) => {
      if (added.some((secret) => !secrets.has(secret))) {
        for (const secret of added) {
          secrets.add(secret);
        }
        forms = undefined;
      }
    },
    show: () => channel.show(),
    dispose: () => channel.dispose(),
  };
}
