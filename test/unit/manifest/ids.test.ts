import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { providers } from '../../../src/core/providers/registry.ts';
import { commandId, contributedCommands, idPrefix, internalCommands } from '../../../src/editor/ids/commandIds.ts';
import { contextKeys } from '../../../src/editor/ids/contextKeys.ts';
import { settingId, settingNames } from '../../../src/editor/ids/settingIds.ts';
import { viewIds } from '../../../src/editor/ids/viewIds.ts';

const root = join(import.meta.dirname, '../../..');
const manifestText = readFileSync(join(root, 'package.json'), 'utf8');
const { contributes } = JSON.parse(manifestText) as {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: readonly { readonly properties: object }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  };
};

describe('The ids in the sources and in the manifest', () => {
  it('are the same for commands', () => {
    assertSame(
      contributes.commands.map(({ command }) => command),
      [...contributedCommands.map(commandId), ...providers.map(({ id }) => commandId(`uploadTo.${id}`))],
    );
  });

  it('keep commands that need an argument of ours out of the manifest', () => {
    for (const name of internalCommands) {
      assert.ok(!manifestText.includes(`"${commandId(name)}"`), name);
    }
  });

  it('are the same for settings', () => {
    assertSame(
      contributes.configuration.flatMap(({ properties }) => Object.keys(properties)),
      [
        ...settingNames.map(settingId),
        ...providers.flatMap(({ id, defaultEndpoint, settings = [] }) =>
          [...(defaultEndpoint === undefined ? [] : ['endpoint']), ...settings.map(({ name }) => name)].map((name) =>
            settingId(`${id}.${name}`),
          ),
        ),
      ],
    );
  });

  it('are the same for views', () => {
    assertSame(
      Object.values(contributes.views).flatMap((views) => views.map(({ id }) => id)),
      Object.values(viewIds),
    );
  });

  it('are the same for context keys', () => {
    const clauses = [...manifestText.matchAll(/"when": "((?:[^"\\]|\\.)*)"/g)].map(([, clause]) => clause ?? '');
    // A view's id is compared with in quotes' stead: `view == workflowAssets.uploads`.
    const views = new Set<string>(Object.values(viewIds));
    // VS Code keeps the values of settings under `config.`.
    const named = clauses.flatMap((clause) => clause.match(/(?<!config\.)\bworkflowAssets\.\w+/g) ?? []);
    assertSame([...new Set(named.filter((name) => !views.has(name)))], Object.values(contextKeys));
  });

  it('are spelled out in src/editor/ids alone', () => {
    const files = globSync('src/editor/**/*.ts', { cwd: root, exclude: ['src/editor/ids/**'] });
    const literal = new RegExp(`^(?!\\s*(?://|/?\\*)).*['"\`:(]${idPrefix}\\b`, 'm');
    assert.ok(files.length > 50);
    assert.deepEqual(
      files.filter((file) => literal.test(readFileSync(join(root, file), 'utf8'))),
      [],
    );
  });
});

function assertSame(actual: readonly string[], expected: readonly string[]): void {
  assert.deepEqual([...actual].sort(), [...expected].sort());
}
