import type { EventEmitter, ExtensionContext } from 'vscode';
import type { Disposables } from '../disposables.ts';
import type { ResolveEvent } from '../swap/resolved/resolveEvent.ts';
import type { EditorLog } from './editorLog.ts';
import type { Settings } from './settings.ts';

/** What the activation itself needs: nothing of it reads a file, opens a database or loads anything. */
export interface ActivationServices {
  readonly context: ExtensionContext;
  readonly disposables: Disposables;
  readonly log: EditorLog;
  readonly settings: Settings;
  /** Fires when a workflow was resolved, for other extensions. */
  readonly resolved: EventEmitter<ResolveEvent>;
}
