import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { UploadError } from '../../../../src/core/errors.ts';
import { parseEndpoint } from '../../../../src/core/http/guards/endpointUrl.ts';
import type { ProviderId } from '../../../../src/core/providers/providerId.ts';
import { providerById, providers } from '../../../../src/core/providers/registry.ts';
import type { Account } from '../../../../src/core/uploads/accounts/account.ts';
import type { Connection } from '../../../../src/core/uploads/accounts/connection.ts';
import type { ProviderNode } from '../../../../src/editor/providersView/rows/providerNodes.ts';
import type { Services } from '../../../../src/editor/services/services.ts';
import { connectionsOf, defaultConnection } from '../connections/connectionsOf.ts';
import { studio } from './connectionProfile.ts';

const { ConnectionResults } = await import('../../../../src/editor/connections/connectionResults.ts');
const { providerChildren } = await import('../../../../src/editor/providersView/rows/providerChildren.ts');
const { providerItem } = await import('../../../../src/editor/providersView/rows/providerRows.ts');

const clock = { now: () => new Date(2026, 6, 3, 14, 5).getTime(), sleep: async () => undefined };

describe('A row of the Providers view', () => {
  const endpoints = new Map<ProviderId, string>();
  const keys = new Map<ProviderId, string>();
  let connectionResults = new ConnectionResults(clock);
  let formerKeys: readonly string[] = [];
  let headers: Readonly<Record<string, string>> | undefined;
  /** Providers whose server asks for no key. */
  const optional = new Set<ProviderId>();

  beforeEach(() => {
    endpoints.clear();
    keys.clear();
    connectionResults = new ConnectionResults(clock);
    formerKeys = [];
    headers = undefined;
    optional.clear();
  });

  function accountOf(id: ProviderId): Account {
    const provider = providerById(id);
    const endpoint = parseEndpoint(endpoints.get(id) ?? provider.defaultEndpoint ?? '');
    return { provider, endpoint, key: keys.get(id) ?? '', headers, options: {} };
  }

  function services(): Services {
    return {
      connections: connectionsOf(),
      connectionResults,
      settings: { providerOptions: () => ({}) },
      accounts: {
        hasKey: async ({ provider }: Connection) =>
          accountOf(provider.id) &&
          (provider.keyUrl === undefined || optional.has(provider.id) ? undefined : keys.has(provider.id)),
        keyOrigins: async ({ provider }: Connection) =>
          keys.has(provider.id) ? ['https://present.example'] : formerKeys,
        current: async ({ provider }: Connection) => accountOf(provider.id),
      },
    } as unknown as Services;
  }

  async function row(id: ProviderId) {
    const item = await providerItem(services(), {
      type: 'connection',
      connection: defaultConnection(id, endpoints.get(id)),
    });
    return {
      text: item.description,
      icon: (item.iconPath as { readonly id: string }).id,
      flags: item.contextValue,
      spoken: item.accessibilityInformation?.label ?? '',
    };
  }

  async function factsOf(node: ProviderNode): Promise<readonly string[]> {
    const children = await providerChildren(services(), node);
    const items = await Promise.all(children.map((child) => providerItem(services(), child)));
    return items.map(({ label, description }) => `${label}: ${description}`);
  }

  it('says whether there is a key', async () => {
    assert.deepEqual(await row('comfyServer'), {
      text: 'needs no key',
      icon: 'server',
      flags: 'connection takesAuthentication',
      spoken: 'ComfyUI, needs no key',
    });
    assert.deepEqual((await row('runway')).flags, 'connection takesKey');
    keys.set('runway', 'abc');
    assert.deepEqual(await row('runway'), {
      text: 'key saved',
      icon: 'key',
      flags: 'connection takesKey hasKey',
      spoken: 'Runway, key saved',
    });
  });

  it("warns of an endpoint that can't be used, whether a key is needed or not, and says why", async () => {
    for (const id of ['comfyServer', 'runware'] as const) {
      endpoints.set(id, 'http://10.0.0.7:8188');
      const { text, icon, flags, spoken } = await row(id);
      assert.deepEqual([text, icon, flags], ["endpoint can't be used", 'warning', 'connection badEndpoint']);
      assert.match(spoken, /on another computer must start with https:\/\//);
    }
  });

  it('lets the key of a former endpoint be removed', async () => {
    formerKeys = ['https://former.example'];
    assert.equal((await row('runware')).flags, 'connection takesKey hasKey');
    endpoints.set('runware', 'http://10.0.0.7');
    assert.equal((await row('runware')).flags, 'connection hasKey badEndpoint');
  });

  it('shows the result of the last test and when it was made', async () => {
    connectionResults.succeeded(accountOf('comfyServer'), { account: '' });
    assert.match(String((await row('comfyServer')).text), /^reachable · 2:05\sPM$/);
    keys.set('runware', 'abc');
    connectionResults.succeeded(accountOf('runware'), { account: 'Example [Ltd](command:x)' });
    const connected = await row('runware');
    assert.match(String(connected.text), /^connected · 2:05\sPM$/);
    assert.match(connected.spoken, /Connected to Runware \(Example \[Ltd\]\u2060\(command:x\)\)\.$/);
    connectionResults.failed(accountOf('runware'), new UploadError('keyRejected', 'x', { provider: 'runware' }));
    const failed = await row('runware');
    assert.match(String(failed.text), /^key rejected · /);
    assert.equal(failed.icon, 'error');
    assert.match(failed.spoken, /Runware didn't accept the API key\.$/);
  });

  it('forgets the result when the endpoint or the key is another one', async () => {
    keys.set('runware', 'abc');
    connectionResults.succeeded(accountOf('runware'), { account: '' });
    keys.set('runware', 'other');
    assert.equal((await row('runware')).text, 'key saved');
    keys.set('runware', 'abc');
    assert.match(String((await row('runware')).text), /^connected/);
    endpoints.set('runware', 'https://elsewhere.example');
    assert.equal((await row('runware')).text, 'key saved');
  });

  it('says which of several this workspace uses, and offers to use the others', async () => {
    const connections = connectionsOf({ added: () => [studio, { ...studio, id: 'runware-99999999', name: 'Film' }] });
    keys.set('runware', 'abc');
    const rows = () =>
      Promise.all(
        connections.of(providerById('runware')).map(async (connection) => {
          const item = await providerItem({ ...services(), connections }, { type: 'connection', connection });
          return [item.label, item.description, item.contextValue, item.accessibilityInformation?.label];
        }),
      );
    const notInUse = 'connection takesKey hasKey added notInUse';
    assert.deepEqual(await rows(), [
      ['Runware (default)', 'key saved', 'connection takesKey hasKey notInUse', 'Runware (default), key saved'],
      ['Runware (Studio)', 'key saved', notInUse, 'Runware (Studio), key saved'],
      ['Runware (Film)', 'key saved', notInUse, 'Runware (Film), key saved'],
    ]);
    const chosen = connections.byId(studio.id);
    assert.ok(chosen);
    await connections.choose(chosen);
    assert.deepEqual((await rows())[1], [
      'Runware (Studio)',
      'in use here · key saved',
      'connection takesKey hasKey added',
      'Runware (Studio), in use here · key saved',
    ]);
    assert.deepEqual((await rows())[2]?.[2], notInUse);
  });

  it('says what kind of authentication is saved, and nothing of it', async () => {
    for (const [fields, text] of [
      [{ authorization: 'Basic bWU6cGFzc3dvcmQ=' }, 'password saved'],
      [{ authorization: 'Bearer secret-token' }, 'token saved'],
      [{ 'cf-access-client-id': 'secret-id' }, 'header fields saved'],
    ] as const) {
      headers = fields;
      formerKeys = ['http://127.0.0.1:8188'];
      const { text: shown, icon, flags, spoken } = await row('comfyServer');
      assert.deepEqual([shown, icon], [text, 'key']);
      assert.equal(flags, 'connection takesAuthentication hasAuthentication');
      assert.equal(spoken, `ComfyUI, ${text}`);
    }
  });

  it('forgets the result of a test when the authentication is another one', async () => {
    connectionResults.succeeded(accountOf('comfyServer'), { account: '' });
    headers = { authorization: 'Bearer other' };
    assert.equal((await row('comfyServer')).text, 'token saved');
  });

  it('takes a key also where none is needed', async () => {
    endpoints.set('comfyApi', 'http://127.0.0.1:8189');
    optional.add('comfyApi');
    assert.deepEqual(await row('comfyApi'), {
      text: 'needs no key',
      icon: 'server',
      flags: 'connection takesKey',
      spoken: 'Comfy API v2, needs no key',
    });
  });

  it('is there for each of two hundred connections, each with an id of its own', async () => {
    const added = Array.from({ length: 200 }, (_each, index) => ({
      ...studio,
      id: undefined,
      name: `Account ${index}`,
    }));
    const connections = connectionsOf({ added: () => added });
    const many = { ...services(), connections };
    const nodes = await providerChildren(many, undefined);
    const items = await Promise.all(nodes.map((node) => providerItem(many, node)));
    assert.equal(items.length, 200 + providers.length);
    assert.equal(new Set(items.map(({ id }) => id)).size, items.length);
  });

  it('of a provider without an endpoint of its own offers to add a connection, until there is one', async () => {
    let added: readonly unknown[] = [];
    const some = { ...services(), connections: connectionsOf({ added: () => added }) };
    const storages = async () => {
      const nodes = await providerChildren(some, undefined);
      const items = await Promise.all(nodes.map((node) => providerItem(some, node)));
      return items.filter(({ label }) => String(label).startsWith('S3'));
    };
    const [row, ...others] = await storages();
    assert.deepEqual(others, []);
    assert.deepEqual(
      [row?.label, row?.description, row?.contextValue, row?.command?.command, row?.command?.arguments],
      ['S3-Compatible Storage', 'none yet', 'provider', 'workflowAssets.addConnection', ['s3']],
    );
    added = [{ name: 'NAS', provider: 's3', endpoint: 'http://nas.local:9000' }];
    const [first, ...more] = await storages();
    assert.deepEqual([first?.label, more.length], ['S3-Compatible Storage (NAS)', 0]);
    assert.match(first?.contextValue ?? '', /^connection /);
  });

  it('of a storage says where files go and what their links are, also in its tooltip', async () => {
    const options = { bucket: 'media', links: 'presigned', linkLifetime: '86400' };
    const endpointText = 'http://127.0.0.1:9000';
    const connection = { ...defaultConnection('s3', endpointText), id: 's3-00000001', name: 'NAS', options };
    endpoints.set('s3', endpointText);
    const facts = (await factsOf({ type: 'connection', connection })).slice(1, 7);
    assert.deepEqual(facts, [
      'Region: us-east-1',
      'Bucket: media',
      'Prefix: workflow-assets',
      'Links: Presigned links',
      'Link Lifetime: 24 h',
      'Style: In the path',
    ]);
    const { tooltip } = await providerItem(services(), { type: 'connection', connection });
    assert.match(String(tooltip), /Bucket: media\n[\s\S]*Links: Presigned links/);
  });

  it('leads to one fact per row: formats, size and lifetime of each kind of media', async () => {
    const connection = defaultConnection('runway');
    const [endpoint, ...kinds] = await providerChildren(services(), { type: 'connection', connection });
    assert.equal(endpoint?.type, 'fact');
    const [images] = kinds;
    assert.deepEqual(images && (await factsOf(images)), [
      'Formats: JPEG, PNG, WebP',
      'Size: 512 bytes to 200 MB',
      'Lifetime: 24 h',
    ]);
  });

  it('tells rows of the same kind apart by their formats', async () => {
    const nodes = await providerChildren(services(), { type: 'connection', connection: defaultConnection('comfyApi') });
    const items = await Promise.all(nodes.map((node) => providerItem(services(), node)));
    assert.deepEqual(
      items.filter(({ label }) => label === 'Images').map(({ description }) => description),
      ['PNG, JPEG, WebP, TIFF: up to 50 MB', 'GIF, BMP, AVIF: up to 200 MB'],
    );
    assert.equal(items.find(({ label }) => label === 'Audio')?.description, 'up to 200 MB');
  });

  it('says where a lifetime is known only after the upload', async () => {
    const nodes = await providerChildren(services(), { type: 'connection', connection: defaultConnection('comfyApi') });
    const facts = await Promise.all(nodes.filter(({ type }) => type === 'kind').map(factsOf));
    for (const ofKind of facts) {
      assert.equal(ofKind.at(-1), 'Lifetime: known after each upload');
    }
  });

  it('has all facts about a kind of media in its tooltip', async () => {
    for (const provider of providers) {
      for (const node of await providerChildren(services(), {
        type: 'connection',
        connection: defaultConnection(provider.id),
      })) {
        const { tooltip, accessibilityInformation } = await providerItem(services(), node);
        assert.ok(accessibilityInformation?.label, provider.id);
        for (const fact of node.type === 'kind' ? await factsOf(node) : []) {
          assert.ok(String(tooltip).includes(fact), `${provider.id}: ${fact}`);
        }
      }
    }
  });
});
