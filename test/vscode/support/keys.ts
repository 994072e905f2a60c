import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ProviderId } from '../../../src/core/providers/providerId.ts';
import type { Answers } from './answers.ts';
import { fakeProvider } from './fakes.ts';

/** Saves the fake server's key as if somebody pasted it into the box and pressed Enter. */
export async function giveKey(provider: ProviderId): Promise<void> {
  const { key } = fakeProvider(provider);
  assert.ok(key, `${provider} needs no key`);
  await pressingEnter(() => vscode.commands.executeCommand('workflowAssets.setApiKey', provider), key);
}

/** Does something during which a box asks for a key, and presses Enter there. @param key is pasted before, if it is given */
export async function pressingEnter(work: () => Thenable<unknown>, key?: string): Promise<void> {
  const original = vscode.window.createInputBox;
  replaceInputBox(() => entering(original(), key));
  try {
    await work();
  } finally {
    replaceInputBox(original);
  }
}

export async function takeKey(provider: ProviderId, answers: Answers): Promise<void> {
  answers.next(/^Remove the API key/, 'Remove');
  await vscode.commands.executeCommand('workflowAssets.removeApiKey', provider);
}

/** A real box, except for Enter: no key can be pressed from inside the extension host. */
function entering(box: vscode.InputBox, key: string | undefined): vscode.InputBox {
  const accepted = new vscode.EventEmitter<void>();
  return new Proxy(box, {
    get: (target, name) => {
      if (name === 'onDidAccept') {
        return accepted.event;
      }
      if (name === 'show') {
        return () => {
          target.show();
          target.value = key ?? target.value;
          setImmediate(() => accepted.fire());
        };
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
}

function replaceInputBox(value: unknown): void {
  Object.defineProperty(vscode.window, 'createInputBox', { value, configurable: true, writable: true });
}
