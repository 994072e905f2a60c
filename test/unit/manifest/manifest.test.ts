import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extensionsOf } from '../../../src/core/asset/mediaTypes.ts';
import { type ProviderId, providerIds } from '../../../src/core/providers/providerId.ts';
import { providerById, providers } from '../../../src/core/providers/registry.ts';
import { acceptedExtensions } from '../../../src/core/uploads/plan/limits.ts';
import { milestoneKeys } from '../../../src/editor/ids/contextKeys.ts';

const root = join(import.meta.dirname, '../../..');

interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}
interface Setting {
  readonly default: unknown;
  readonly scope: string;
  readonly enum?: readonly string[];
}
interface Walkthrough {
  readonly steps: readonly { readonly description: string; readonly completionEvents: readonly string[] }[];
}
interface Manifest {
  readonly contributes: {
    readonly walkthroughs: readonly Walkthrough[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Setting>> }[];
  };
  readonly capabilities: { readonly untrustedWorkspaces: { readonly supported: unknown } };
}

const manifestText = readFileSync(join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(manifestText) as Manifest;
const { commands, menus, configuration, views, walkthroughs } = manifest.contributes;
const settings = Object.assign({}, ...configuration.map(({ properties }) => properties)) as Record<string, Setting>;

/** The regular expression in a `when` clause that decides on which files a menu entry is shown. */
function extensionPattern(item: MenuItem): RegExp {
  const source = /resourceExtname =~ \/(.+?)\/i/.exec(item.when ?? '')?.[1];
  assert.ok(source, `no regular expression for file extensions in: ${item.when}`);
  return new RegExp(source, 'i');
}

describe('The manifest', () => {
  it('has an "Upload to" entry for every provider', () => {
    const entries = menus['workflowAssets.uploadTo']?.map((item) => item.command);
    assert.deepEqual(entries, [
      ...providerIds.map((id) => `workflowAssets.uploadTo.${id}`),
      'workflowAssets.uploadFolderAsZip',
    ]);
  });

  it('offers to send a folder as ZIP only where it is on disk', () => {
    const item = menus['workflowAssets.uploadTo']?.find((each) => each.command === 'workflowAssets.uploadFolderAsZip');
    assert.equal(item?.when, 'explorerResourceIsFolder && resourceScheme == file');
  });

  for (const id of providerIds) {
    it(`shows the entry for ${id} on exactly the files ${id} accepts`, () => {
      const provider = providerById(id);
      const item = menus['workflowAssets.uploadTo']?.find((each) => each.command === `workflowAssets.uploadTo.${id}`);
      assert.ok(item);
      const pattern = extensionPattern(item);
      const taken = new Set(acceptedExtensions(provider));
      const known = new Set(providers.flatMap((each) => [...acceptedExtensions(each)]));
      for (const extension of known) {
        assert.equal(pattern.test(`.${extension}`), taken.has(extension), `.${extension} at ${id}`);
      }
      for (const other of ['.txt', '.json', '.exe', '.png.txt', '.xpng', '.docx', '']) {
        assert.equal(pattern.test(other), false, `${other} at ${id}`);
      }
    });

    it(`has the endpoint of ${id} as a machine setting with the provider's own default`, () => {
      const setting = settings[`workflowAssets.${id}.endpoint`];
      if (providerById(id).defaultEndpoint === undefined) {
        assert.equal(setting, undefined);
        return;
      }
      assert.equal(setting?.default, providerById(id).defaultEndpoint);
      // With any other scope a cloned repository could say where a key is sent.
      assert.equal(setting?.scope, 'machine');
    });
  }

  it('shows a provider without an endpoint of its own in the submenu only once a connection to it was added', () => {
    for (const { id, defaultEndpoint } of providers) {
      const item = menus['workflowAssets.uploadTo']?.find((each) => each.command === `workflowAssets.uploadTo.${id}`);
      const [, pattern] = /^config\.workflowAssets\.connections =~ \/(\S+)\/ && \(.*\)$/.exec(item?.when ?? '') ?? [];
      assert.equal(pattern === undefined, defaultEndpoint !== undefined, id);
      if (pattern !== undefined) {
        // VS Code compares with the value as JSON, whatever is in front of the provider.
        const setting = (provider: string) => JSON.stringify([{ name: 'A', provider, endpoint: 'https://a.example' }]);
        assert.match(setting(id), new RegExp(pattern));
        assert.doesNotMatch(setting('runware'), new RegExp(pattern));
      }
    }
  });

  it('shows the submenu on every file that at least one provider accepts, and on no other', () => {
    const submenu = menus['explorer/context']?.find((item) => item.submenu === 'workflowAssets.uploadTo');
    assert.ok(submenu);
    const pattern = extensionPattern(submenu);
    for (const provider of providers) {
      for (const extension of provider.limits
        .flatMap((limits) => limits.mediaTypes)
        .flatMap((type) => [...extensionsOf(type)])) {
        assert.ok(pattern.test(`.${extension}`), `.${extension}`);
      }
    }
    assert.equal(pattern.test('.md'), false);
  });

  it('offers to swap paths in JSON files, but not in files that other tools are known by', () => {
    const swap = menus['explorer/context']?.find((item) => item.command === 'workflowAssets.swapReferences');
    const [name, folder] = ['resourceFilename', 'resourceDirname'].map((key) => {
      const source = new RegExp(`!\\(${key} =~ /(.+?)/i?\\)`).exec(swap?.when ?? '')?.[1];
      assert.ok(source, `nothing about ${key} in: ${swap?.when}`);
      return new RegExp(source, 'i');
    });
    for (const tool of [
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'tsconfig.build.json',
      '.eslintrc.json',
    ]) {
      assert.ok(name?.test(tool), tool);
    }
    for (const workflow of ['workflow.json', 'tasks.json', 'package-shot.json', 'my.tsconfig.json', 'request.jsonc']) {
      assert.ok(!name?.test(workflow), workflow);
    }
    assert.ok(folder?.test('/home/me/project/.vscode') && folder.test('/project/node_modules/left-pad'));
    assert.ok(!folder?.test('/home/me/project/workflows'));
  });

  it('allows every provider as the default one', () => {
    assert.deepEqual(settings['workflowAssets.defaultProvider']?.enum, ['', ...providerIds]);
  });

  it('has only contributed commands in its menus', () => {
    const contributed = new Set(commands.map(({ command }) => command));
    for (const item of Object.values(menus).flat()) {
      assert.ok(
        item.submenu ?? contributed.has(item.command ?? ''),
        `${item.command} is in a menu but isn't a command`,
      );
    }
  });

  it('links its walkthrough and its empty views to existing commands, views and context keys only', () => {
    const known = new Set([
      ...commands.map(({ command }) => command),
      ...Object.values(views).flatMap((all) => all.flatMap(({ id }) => [id, `${id}.focus`])),
      ...Object.values(milestoneKeys),
    ]);
    const events = walkthroughs.flatMap(({ steps }) => steps.flatMap(({ completionEvents }) => completionEvents));
    const texts = ['package.nls.json', 'package.nls.zh-cn.json'].map((name) => readFileSync(join(root, name), 'utf8'));
    const named = [
      ...events.map((event) => event.replace(/^on(Context|View):/, '')),
      ...texts.flatMap((text) => [...text.matchAll(/\(command:([\w.]+)/g)].map((match) => match[1] ?? '')),
    ];
    assert.ok(named.length > 10, 'there are hardly any links and events');
    assert.deepEqual(
      named.filter((name) => !known.has(name)),
      [],
    );
  });

  it('has no setting for a key, a token or a secret', () => {
    for (const name of Object.keys(settings)) {
      assert.doesNotMatch(name, /key|token|secret|password/i);
    }
  });

  it('runs with limitations in an untrusted workspace', () => {
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
  });

  it('keeps the commands and settings that people use in scripts and key bindings', () => {
    const ids = commands.map(({ command }) => command.replace('workflowAssets.', ''));
    const uploads = providerIds.map((id: ProviderId) => `uploadTo.${id}`);
    for (const name of [
      'upload',
      ...uploads,
      'setApiKey',
      'removeApiKey',
      'testConnection',
      'copyReference',
      'showLog',
    ]) {
      assert.ok(ids.includes(name), name);
    }
    for (const name of [
      'runningHub.api',
      'runware.task',
      'maxConcurrentUploads',
      'reuseUploads',
      'assetFolders',
      'expiryWarning',
    ]) {
      assert.ok(settings[`workflowAssets.${name}`], name);
    }
  });
});

describe('The texts of the manifest', () => {
  const translations = readdirSync(root).filter((name) => /^package\.nls\..*json$/.test(name));
  const english = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
  const used = new Set([...manifestText.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1] ?? ''));

  it('exist for every placeholder', () => {
    for (const key of used) {
      assert.ok(english[key], `package.nls.json lacks ${key}`);
    }
  });

  it('are all in use', () => {
    for (const key of Object.keys(english)) {
      assert.ok(used.has(key), `${key} is in package.nls.json but not used in the manifest`);
    }
  });

  for (const name of translations) {
    it(`are complete in ${name}`, () => {
      const translated = JSON.parse(readFileSync(join(root, name), 'utf8')) as Record<string, string>;
      assert.deepEqual(Object.keys(translated).sort(), Object.keys(english).sort());
    });
  }

  it('are not spelled out in the manifest itself', () => {
    for (const { command, title } of commands) {
      const isName = providerIds.some((id) => providerById(id).label === title);
      assert.ok(isName || /^%.+%$/.test(title), `${command} has the title ${title}`);
    }
  });

  it('are illustrated with pictures that exist', () => {
    for (const [, path] of manifestText.matchAll(/"(media\/[^"]+)"/g)) {
      assert.ok(path && existsSync(join(root, path)), path);
    }
  });
});
