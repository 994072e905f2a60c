import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('the extension in VS Code', () => {
  const extension = vscode.extensions.getExtension('workflow-assets.workflow-assets');

  it('is found', () => {
    assert.ok(extension);
  });

  it('activates', async () => {
    assert.ok(extension);
    const started = performance.now();
    await extension.activate();
    console.log(`      activation took ${(performance.now() - started).toFixed(1)} ms, or had happened before`);
    assert.equal(extension.isActive, true);
  });

  it('registers every command its manifest names', async () => {
    assert.ok(extension);
    const named = (extension.packageJSON as Manifest).contributes.commands.map(({ command }) => command);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      named.filter((command) => !registered.has(command)),
      [],
    );
  });
});
