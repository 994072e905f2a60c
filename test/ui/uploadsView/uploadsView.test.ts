import assert from 'node:assert/strict';
import { until } from '../driver/retry.ts';
import { byTime, SampleUploads } from '../driver/sampleUploads.ts';
import { openWorkbench, type Theme, type Workbench } from '../driver/workbench.ts';

describe('the Uploads view', () => {
  let workbench: Workbench;
  let view: SampleUploads;

  before(async () => {
    workbench = await openWorkbench({ size: { width: 1280, height: 900 } });
    view = new SampleUploads(workbench);
    await view.opened();
  });
  after(() => workbench?.close());
  beforeEach(() => view.reset());

  it('groups by time, and shows name, provider and time left of each upload', async () => {
    await view.namesBecome(byTime);
    const lines = await workbench.uploads.lines();
    const described = new Map(lines.map(({ label, description }) => [label, description]));
    assert.match(described.get('hero.png') ?? '', /^23 h \d+ m · Runway$/);
    assert.equal(described.get('clip.mp4'), 'expired · Runway');
    assert.equal(described.get('deleted.png'), 'expired · missing · Runware');
    assert.equal(described.get('portrait.jpg'), 'no expiry · ComfyUI');
  });

  it('looks right in every theme', async () => {
    for (const theme of ['dark', 'light', 'highContrast'] satisfies Theme[]) {
      await workbench.uploads.show();
      await workbench.screenshot(`uploads-view-${theme}`, { theme });
      await workbench.explorer.row('images/hero.png');
      await workbench.screenshot(`uploads-explorer-${theme}`);
    }
    await workbench.uploads.show();
  });

  it('describes each row to a screen reader', async () => {
    const label = async (name: string) => (await workbench.uploads.line(name)).getAttribute('aria-label');
    assert.match(
      (await label('texture.webp')) ?? '',
      /texture\.webp, expires soon, expires in 1 h \d+ m, image, uploaded to Runway/,
    );
    assert.match((await label('Today')) ?? '', /Today, group of 4 uploads/);
  });

  it('shows a preview and the details when the pointer rests on a row', async () => {
    const row = await workbench.uploads.line('hero.png');
    const hover = workbench.page.locator('.monaco-hover:visible').last();
    await until('the hover', async () => {
      // A pointer that doesn't move opens no hover, and a row that is redrawn under it closes one that was about to open.
      await workbench.page.mouse.move(900, 600);
      await row.hover();
      return await hover.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => undefined,
      );
    });
    const text = await until('the details', async () => {
      const shown = await hover.innerText();
      return /Reference/.test(shown) ? shown : undefined;
    });
    for (const part of [/runway:\/\/fresh-/, /expires\sin\s23\sh/, /640\s×\s480\spx/, /images\/hero\.png/]) {
      assert.match(text, part);
    }
    await until('the picture', async () => {
      const widths = await hover
        .locator('img')
        .evaluateAll((all) => all.map((each) => Reflect.get(each, 'naturalWidth') as number));
      return widths.find((width) => width > 0);
    });
    await workbench.screenshot('uploads-tooltip');
    await workbench.page.mouse.move(900, 600);
  });
});
