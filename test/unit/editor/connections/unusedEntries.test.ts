import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { studio } from '../providersView/connectionProfile.ts';

const { EventEmitter } = await import('vscode');
const { logUnusedEntries } = await import('../../../../src/editor/connections/unusedEntries.ts');
const { Disposables } = await import('../../../../src/editor/disposables.ts');

describe("Entries of the connections setting that aren't used", () => {
  it('are logged by position, once until others take their place, and never quoted', () => {
    const warnings: string[] = [];
    const changed = new EventEmitter<void>();
    const disposables = new Disposables();
    let connections: unknown = [studio, { ...studio, name: 'STUDIO', endpoint: 'secret' }, { name: 'secret' }];
    const services = {
      disposables,
      log: { warn: (text: string) => warnings.push(text) },
      settings: {
        get connections() {
          return connections;
        },
        onDidChange: changed.event,
      },
    };
    logUnusedEntries(services as unknown as Parameters<typeof logUnusedEntries>[0]);
    changed.fire();
    const setting = 'of workflowAssets.connections';
    const first = [
      `Entry 2 ${setting} isn't used: an entry before it has the same provider and name`,
      `Entry 3 ${setting} isn't used: its provider isn't known, or its name or endpoint is missing`,
    ];
    assert.deepEqual(warnings, first);
    connections = [studio];
    changed.fire();
    connections = [studio, { ...studio, name: 'A copy' }, 'x'];
    changed.fire();
    assert.deepEqual(warnings, [...first, first[1]]);
    disposables.dispose();
  });
});
