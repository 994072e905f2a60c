import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Server } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { createProxy, type ProxyServer } from 'proxy';
import * as vscode from 'vscode';
import type { WorkflowAssetsApi } from '../../../src/editor/api.ts';
import { png } from '../../unit/uploads/mediaSamples.ts';
import { Answers, until } from '../support/answers.ts';
import { fakeProvider, resetFakes } from '../support/fakes.ts';

const extension = vscode.extensions.getExtension<WorkflowAssetsApi>('workflow-assets.workflow-assets');
const fixture = (name: string): string => join(extension?.extensionPath ?? '', 'test/fixtures/tls', name);
const provider = 'comfyServer';
/** Named in the fixture's certificate. It can't be resolved: only the test's proxy knows an address for it. */
const name = 'upload.example.com';

/**
 * Makes the authority known to VS Code only. Newer versions ask Node.js for the operating system's certificates, which finds
 * them by this variable; older ones read a fixed file, and this property for their own tests. Both are read once, with the
 * first request.
 */
function addSystemCertificate(): void {
  process.env.SSL_CERT_FILE = fixture('authority.pem');
  const { globalAgent } = process.getBuiltinModule('node:https');
  Object.assign(globalAgent, { testCertificates: [readFileSync(fixture('authority.pem'), 'utf8')] });
}

addSystemCertificate();

describe('An upload and the network as VS Code enters it', () => {
  const picture = vscode.Uri.file(join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'networked.png'));
  const servers: Server[] = [];
  const changed = new Map<string, unknown>();
  let api: WorkflowAssetsApi;
  let tunnels: IncomingMessage[];
  let content: Buffer;
  let answers: Answers;

  before(async () => {
    answers = new Answers();
    assert.ok(extension);
    api = await extension.activate();
  });

  after(() => answers.dispose());

  beforeEach(() => {
    resetFakes();
    answers.clear();
    tunnels = [];
    // Never sent before, so that it can't be reused.
    content = Buffer.concat([png(1_000), randomBytes(300_000)]);
    writeFileSync(picture.fsPath, content);
  });

  afterEach(async () => {
    for (const [setting, value] of [...changed].reverse()) {
      await vscode.workspace.getConfiguration().update(setting, value, vscode.ConfigurationTarget.Global);
    }
    changed.clear();
    for (const server of servers.splice(0)) {
      server.close();
    }
    rmSync(picture.fsPath);
  });

  async function set(settings: Readonly<Record<string, unknown>>): Promise<void> {
    for (const [setting, value] of Object.entries(settings)) {
      const configuration = vscode.workspace.getConfiguration();
      changed.set(setting, configuration.inspect(setting)?.globalValue);
      await configuration.update(setting, value, vscode.ConfigurationTarget.Global);
    }
  }

  async function listen(server: Server): Promise<number> {
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  /** The fake server behind TLS, with a certificate of an authority that only VS Code knows. @returns its port */
  async function secureFake(): Promise<number> {
    const fakePort = Number(new URL(fakeProvider(provider).url).port);
    const identity = { key: readFileSync(fixture('server.key')), cert: readFileSync(fixture('server.pem')) };
    return listen(
      createTlsServer(identity, (socket) => {
        const plain = connect(fakePort, '127.0.0.1');
        plain.on('error', () => socket.destroy());
        socket.on('error', () => plain.destroy());
        socket.pipe(plain).pipe(socket);
      }),
    );
  }

  /** A real forward proxy that resolves that name to this machine. @returns host and port */
  async function proxy(authenticate?: ProxyServer['authenticate']): Promise<string> {
    const server = createServer();
    server.on('connect', (request) => {
      tunnels.push({ ...request, url: request.url, headers: request.headers } as IncomingMessage);
      request.url = request.url?.replace(name, '127.0.0.1');
    });
    const proxyServer = createProxy(server);
    proxyServer.authenticate = authenticate;
    return `127.0.0.1:${await listen(proxyServer)}`;
  }

  async function assertUploaded(): Promise<void> {
    await api.upload(picture, { provider });
    assert.deepEqual(
      fakeProvider(provider).files.map(({ size }) => size),
      [content.length],
    );
  }

  it('goes through the proxy that only VS Code knows, which sees nothing of it', async () => {
    const port = await secureFake();
    const host = await proxy();
    await set({ 'http.proxy': `http://${host}`, 'workflowAssets.comfyServer.endpoint': `https://${name}:${port}` });
    await assertUploaded();
    assert.ok(tunnels.length > 0);
    assert.ok(tunnels.every(({ method, url }) => method === 'CONNECT' && url === `${name}:${port}`));
  });

  it('names the proxy that blocked the request, without the password in its URL', async () => {
    const host = await proxy(() => false);
    await set({
      'http.proxy': `http://ann:secret@${host}`,
      'workflowAssets.comfyServer.endpoint': `https://${name}:1234`,
    });
    void vscode.commands.executeCommand(`workflowAssets.uploadTo.${provider}`, picture, [picture]);
    const { message } = await answers.read(/requires authentication/);
    assert.ok(message.includes(`the proxy ${host} `), message);
    assert.ok(!message.includes('secret'), message);
  });

  it("doesn't go through a proxy the workspace sets", async () => {
    const host = await proxy();
    const file = vscode.Uri.joinPath(picture, '../.vscode/settings.json');
    const marker = `marker-${randomBytes(8).toString('hex')}`;
    const settings = { 'http.proxy': `http://${host}`, 'http.proxySupport': 'override' };
    await set({ 'workflowAssets.comfyServer.endpoint': `https://${name}:${await secureFake()}` });
    await vscode.workspace.fs.writeFile(
      file,
      Buffer.from(JSON.stringify({ ...settings, 'workflowAssets.assetFolders': [marker] })),
    );
    try {
      // Shows that the workspace's settings are in force, so that the test can't pass by being too early.
      await until('the settings of the workspace', () =>
        vscode.workspace.getConfiguration('workflowAssets').get<string[]>('assetFolders')?.includes(marker)
          ? true
          : undefined,
      );
      await vscode.commands.executeCommand('workflowAssets.testConnection', provider);
      const { message } = await answers.read(/couldn't be reached/);
      assert.ok(!message.includes(host), message);
      assert.deepEqual(tunnels, []);
    } finally {
      await vscode.workspace.fs.delete(file);
    }
  });

  it('sends http.proxyAuthorization to the proxy, which VS Code does only for its own requests', async () => {
    const port = await secureFake();
    const host = await proxy(({ headers }) => headers['proxy-authorization'] === 'Bearer of a company');
    await set({
      'http.proxy': `http://${host}`,
      'http.proxyAuthorization': 'Bearer of a company',
      'workflowAssets.comfyServer.endpoint': `https://${name}:${port}`,
    });
    await assertUploaded();
  });

  it('trusts an authority of the operating system, unless VS Code is set not to', async () => {
    const port = await secureFake();
    const endpoint = { 'workflowAssets.comfyServer.endpoint': `https://127.0.0.1:${port}` };
    await set({ ...endpoint, 'http.systemCertificates': false });
    await assert.rejects(api.upload(picture, { provider }), { code: 'tlsFailed' });
    await set({ 'http.systemCertificates': true });
    await assertUploaded();
  });

  it("doesn't check certificates where VS Code is set not to", async () => {
    const endpoint = { 'workflowAssets.comfyServer.endpoint': `https://127.0.0.1:${await secureFake()}` };
    await set({ ...endpoint, 'http.systemCertificates': false, 'http.proxyStrictSSL': false });
    await assertUploaded();
  });
});
