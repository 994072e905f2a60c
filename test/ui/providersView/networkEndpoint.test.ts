import assert from 'node:assert/strict';
import { localNetworkAddress } from '../../harness/localNetworkAddress.ts';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

const host = localNetworkAddress();

if (host === undefined) {
  describe('a ComfyUI in the local network (no address in a local network on this machine)', () => {
    it.skip('is asked about before anything is sent');
  });
} else {
  describe('a ComfyUI in the local network', () => {
    let workbench: Workbench;

    before(async () => {
      workbench = await openWorkbench({ fakes: { only: { comfyServer: { host } } } });
    });
    after(() => workbench?.close());
    afterEach(() => workbench.notifications.clear());

    async function upload(path: string): Promise<void> {
      await (await workbench.explorer.row(path)).click();
      await workbench.rightClick(path, 'Upload to', 'ComfyUI');
    }

    it('is asked about by its host before anything is sent, and nothing is sent after Cancel', async () => {
      const { notifications } = workbench;
      const server = workbench.fakeProvider('comfyServer');
      await upload('images/hero.png');
      const question = await notifications.readDialog();
      assert.ok(question.includes(`Send files to ${new URL(server.url).host} without encryption?`), question);
      assert.match(question, /Anyone on the network between this computer and/);
      await workbench.screenshot('plain-http-question');
      await notifications.answerDialog('Cancel');
      // A later upload shows that the first one has sent nothing.
      await upload('images/portrait.jpg');
      await notifications.answerDialog('Allow Plain HTTP');
      await notifications.read(/^portrait\.jpg was uploaded to ComfyUI/);
      assert.deepEqual(
        server.files.map(({ name }) => name),
        ['portrait.jpg'],
      );
      assert.equal(server.requests.length, 1);
    });

    it("isn't asked about again", async () => {
      await upload('images/texture.webp');
      await workbench.notifications.read(/^texture\.webp was uploaded to ComfyUI/);
    });

    it('may have a sign-in page in front of it, and the message says so', async () => {
      const server = workbench.fakeProvider('comfyServer');
      await workbench.providers.show();
      server.inject({
        step: 'check',
        what: 'status',
        status: 200,
        body: '<html><body>Sign in</body></html>',
        headers: { Server: 'nginx' },
      });
      await workbench.providers.clickAction('ComfyUI', 'Test Connection');
      await workbench.notifications.read(
        /leads to a web page: .* sign-in page .* The server identifies itself as nginx\./,
      );
      await workbench.screenshot('sign-in-page');
      await workbench.notifications.clear();
      server.inject({ step: 'check', what: 'redirect', status: 302, to: 'otherOrigin' });
      await workbench.providers.clickAction('ComfyUI', 'Test Connection');
      await workbench.notifications.read(/responded with a redirect to \S+:\d+, which isn't followed/);
      assert.deepEqual(server.strayRequests, []);
    });

    it('is asked about again where the endpoint is changed to another host, and saved only then', async () => {
      const { quickInput, notifications, providers } = workbench;
      await providers.choose('ComfyUI', 'Change Endpoint...');
      await quickInput.type('gpu-box.local:8188');
      await until(
        'the offer',
        async () => (await quickInput.message()).includes('Press Enter to use http://gpu-box.local:8188') || undefined,
      );
      await quickInput.accept();
      assert.match(await notifications.readDialog(), /Send files to gpu-box\.local:8188 without encryption\?/);
      await notifications.answerDialog('Cancel');
      assert.equal(await quickInput.title(), 'Endpoint of ComfyUI', 'the box is still open');
      await quickInput.close();
      await providers.toggle('ComfyUI');
      const endpoint = async () => (await providers.lines()).find(({ label }) => label === 'Endpoint')?.description;
      assert.equal(await until('the endpoint', endpoint), workbench.fakeProvider('comfyServer').url);
    });
  });
}
