import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { testOptions } from '../../harness/options.ts';
import { freePort, isFree } from '../../harness/ports.ts';
import { choosePort, startOptions } from '../../start/options.ts';

describe('what stands behind the commands', () => {
  it('tests run in the newest version unless told otherwise', () => {
    assert.deepEqual(testOptions([]), { vscode: '1.139.1', grep: undefined, only: [] });
    assert.deepEqual(testOptions(['--vscode', '1.103.2', '--grep', 'key', 'smoke']), {
      vscode: '1.103.2',
      grep: 'key',
      only: ['smoke'],
    });
  });

  it('a version that cannot be had is refused by naming those that can', () => {
    assert.throws(() => testOptions(['--vscode', '1.2.3']), /1\.139\.1 or 1\.103\.2/);
  });

  it('start opens a browser and takes any port unless told otherwise', () => {
    assert.deepEqual(startOptions([], 'linux'), { port: undefined, open: true, in: 'browser' });
    assert.deepEqual(startOptions(['--port', '9000', '--no-open'], 'linux'), {
      port: 9000,
      open: false,
      in: 'browser',
    });
  });

  for (const platform of ['win32', 'darwin'] as const) {
    it(`start opens a window of desktop VS Code on ${platform}, unless the browser is asked for`, () => {
      assert.equal(startOptions([], platform).in, 'desktop');
      assert.deepEqual(startOptions(['--no-desktop', '--port', '9000'], platform), {
        port: 9000,
        open: true,
        in: 'browser',
      });
      assert.throws(() => startOptions(['--port', '9000'], platform), /--no-desktop/);
    });
  }

  it('start opens the desktop on Linux only where that is asked for', () => {
    assert.equal(startOptions(['--desktop'], 'linux').in, 'desktop');
  });

  for (const port of ['0', '65536', 'http', '80.5', '-1']) {
    it(`start refuses the port ${port}`, () => {
      assert.throws(() => startOptions([`--port=${port}`]), /a port is a number from 1 to 65535/);
    });
  }

  it('a port asked for that is in use is refused with a way out', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await assert.rejects(choosePort(port), new RegExp(`Port ${port} is in use.*--port ${port + 1}`));
    server.close();
  });

  it('a free port lies below those for outgoing connections and can be listened on', async () => {
    const port = await freePort();
    assert.ok(port >= 20_000 && port < 32_000);
    assert.equal(await isFree(port), true);
  });
});
