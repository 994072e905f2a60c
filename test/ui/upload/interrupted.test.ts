import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { FakeProvider } from '../../fakes/fakeProvider.ts';
import { until } from '../driver/retry.ts';
import { openWorkbench, type Workbench } from '../driver/workbench.ts';

/**
 * Returns everything that VS Code has in the browser's database, where it writes what it is given a tenth of a second later.
 * Runs in the page; a script of its own, because the types of a page aren't those of Node.js.
 */
const readStorage = `(async () => {
  const settled = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const texts = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await settled(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      texts.push(...(await settled(database.transaction(store).objectStore(store).getAll())).map(String));
    }
    database.close();
  }
  return texts.join('\\n');
})()`;

describe('An upload whose window is closed', () => {
  let workbench: Workbench;
  let comfy: FakeProvider;
  let release: () => void;

  before(async () => {
    workbench = await openWorkbench({ userSettings: { 'workflowAssets.reuseUploads': false } });
    comfy = workbench.fakeProvider('comfyServer');
  });
  after(() => workbench?.close());
  beforeEach(() => comfy.reset());
  afterEach(async () => {
    release();
    await workbench.notifications.clear();
  });

  /** Begins uploads, and returns once the fake server has a request of each and won't answer. */
  async function beginUploads(...paths: readonly string[]): Promise<void> {
    comfy.reset();
    const answers = Promise.withResolvers<void>();
    release = answers.resolve;
    comfy.inject({ what: 'stall', when: 'beforeBody', until: answers.promise, times: paths.length });
    for (const path of paths) {
      // A click first: a right-click on one of several selected files would mean all of them.
      await (await workbench.explorer.row(path)).click();
      await workbench.rightClick(path, 'Upload to', 'ComfyUI');
    }
    await until('the uploads', async () => comfy.requests.length === paths.length || undefined);
    await until('the notes of the uploads', async () => {
      const kept = String(await workbench.page.evaluate(readStorage));
      // The connection is an object within the note.
      const isNoted = (path: string): boolean =>
        new RegExp(`"fileName":"${basename(path)}"(?:[^{}]|\\{[^{}]*\\})*"state":"running"`).test(kept);
      return paths.every(isNoted) || undefined;
    });
  }

  /**
   * Reloads the window. The server may keep its extension host for minutes, in case the window comes back: then the uploads
   * go on, and nothing was interrupted. A view wakes the extension up; not every window does.
   */
  async function closeAndReopen(): Promise<void> {
    const former = extensionHosts(workbench.folder);
    await workbench.reload();
    for (const pid of former) {
      end(pid);
    }
    await workbench.uploads.show();
  }

  it('is reported in the next one, and can be uploaded again', async () => {
    await beginUploads('images/hero.png', 'images/portrait.jpg');
    await closeAndReopen();
    const message = await workbench.notifications.read(/didn't finish/);
    assert.match(
      message,
      /^2 uploads to ComfyUI didn't finish when the window closed: (hero|portrait).+, (hero|portrait)/,
    );
    assert.deepEqual(await workbench.notifications.buttons(/didn't finish/), [
      'Upload Again',
      'Show in Uploads',
      'Dismiss',
    ]);
    await workbench.screenshot('interrupted');
    comfy.reset();
    await workbench.notifications.click(/didn't finish/, 'Upload Again');
    await workbench.notifications.read(/^Uploaded 2 files to ComfyUI/);
    assert.deepEqual(comfy.files.map(({ name }) => name).sort(), ['hero.png', 'portrait.jpg']);
    await closeAndReopen();
    await beginUploads('images/texture.webp');
    await closeAndReopen();
    // What arrived isn't named again.
    assert.match(await workbench.notifications.read(/didn't finish/), /^The upload of texture\.webp to ComfyUI/);
  });

  it('is reported after its extension host was killed', async () => {
    await beginUploads('images/hero.png');
    // VS Code starts another one in the same window.
    for (const pid of extensionHosts(workbench.folder)) {
      end(pid);
    }
    await workbench.uploads.show();
    assert.match(await workbench.notifications.read(/didn't finish/), /^The upload of hero\.png to ComfyUI/);
    await workbench.notifications.click(/didn't finish/, 'Dismiss');
    await closeAndReopen();
    await beginUploads('images/portrait.jpg');
    await closeAndReopen();
    assert.match(await workbench.notifications.read(/didn't finish/), /^The upload of portrait\.jpg to ComfyUI/);
  });

  it('is not reported in another window while its own one still sends it', async () => {
    await beginUploads('images/hero.png');
    const second = await workbench.openSecondWindow();
    await second.uploads.show();
    release();
    await workbench.page.bringToFront();
    await workbench.notifications.read(/hero\.png was uploaded to ComfyUI/);
    await second.page.bringToFront();
    await second.rightClick('images/texture.webp', 'Upload to', 'ComfyUI');
    await second.notifications.read(/texture\.webp was uploaded to ComfyUI/);
    const texts = await second.notifications.texts();
    assert.ok(!texts.some((text) => /didn't finish/.test(text)), texts.join(' | '));
    await second.page.close();
  });
});

/** Process ids of the extension hosts of a workbench. */
function extensionHosts(folder: string): readonly number[] {
  const home = dirname(folder);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return command.includes('--type=extensionHost') && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(home);
      } catch {
        // It has ended, or is somebody else's.
        return false;
      }
    })
    .map(Number);
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
