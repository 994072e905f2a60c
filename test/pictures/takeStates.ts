/**
 * `npm run pictures:states [-- <folder>]`: the Uploads view in all its states, in each theme and at several widths, to be
 * looked at after its rows have changed. Written to out/states unless a folder is given.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packageExtension } from '../harness/packageExtension.ts';
import { outFolder } from '../harness/paths.ts';
import { endOnSignals } from '../harness/processes.ts';
import { closeBrowser } from '../ui/driver/prepared.ts';
import { until } from '../ui/driver/retry.ts';
import { SampleUploads } from '../ui/driver/sampleUploads.ts';
import { fillFolder, stateSamples, uploadFolder, workflowOf } from '../ui/driver/stateSamples.ts';
import { openWorkbench, type Theme, type Workbench } from '../ui/driver/workbench.ts';

const themes: readonly Theme[] = ['dark', 'light', 'highContrast', 'highContrastLight'];
/** Of the side bar, in pixels: as narrow as VS Code allows, its default, and with room for everything. */
const widths = [170, 300, 500];
const activityBar = 48;
const height = 760;

/** Uploads in every state, some of them on their way for as long as the pictures are taken. */
async function prepare(workbench: Workbench): Promise<void> {
  fillFolder(workbench, 'batch', 9);
  const view = new SampleUploads(workbench);
  await view.opened();
  const states = stateSamples(view);
  await view.inHistory((history) => history.restore(Object.values(states)));
  await workbench.editor.open(workflowOf(workbench, [states.expired, states.expiring, states.renewed]));
  const comfy = workbench.fakeProvider('comfyServer');
  comfy.inject({ step: 'upload', what: 'status', status: 400, times: 1 });
  comfy.inject({ step: 'upload', what: 'stall', when: 'beforeBody', until: new Promise(() => undefined), times: 20 });
  await uploadFolder(workbench, 'batch', 'ComfyUI');
  await workbench.uploads.line('6 waiting');
  await workbench.uploads.line('Needs Attention');
}

async function setWidth({ page }: Workbench, width: number): Promise<void> {
  const sideBar = page.locator('.part.sidebar');
  await until(`a side bar of ${width} pixels`, async () => {
    const box = await sideBar.boundingBox();
    if (box === null || Math.abs(box.width - width) < 3) {
      return box === null ? undefined : true;
    }
    await page.mouse.move(box.x + box.width, 500);
    await page.mouse.down();
    await page.mouse.move(box.x + width, 500, { steps: 10 });
    await page.mouse.up();
    return undefined;
  });
  // A pointer that rests on a row shows its actions.
  await page.mouse.move(1000, height - 10);
}

endOnSignals();
const folder = resolve(process.argv[2] ?? join(outFolder, 'states'));
mkdirSync(folder, { recursive: true });
await packageExtension();
const workbench = await openWorkbench({
  size: { width: 1100, height },
  userSettings: { 'workflowAssets.maxConcurrentUploads': 2 },
});
try {
  await prepare(workbench);
  for (const theme of themes) {
    await workbench.screenshot('theme', { theme });
    await workbench.uploads.show();
    for (const width of widths) {
      await setWidth(workbench, width);
      await workbench.page.waitForTimeout(500);
      const path = join(folder, `uploads-${theme}-${width}.png`);
      const clip = { x: 0, y: 0, width: activityBar + width, height };
      await workbench.page.screenshot({ path, animations: 'disabled', clip });
      console.log(path);
    }
  }
} finally {
  await workbench.close();
  await closeBrowser();
}
process.exit();
