import type { Locator, Page } from 'playwright-core';
import { until } from './retry.ts';

/**
 * Shows a view container of the activity bar. A click on the icon of the visible container hides the side bar, and a click
 * may be lost while a window is opening: so this checks before and after each click.
 * @param content something of the container that is visible once it is shown
 */
export async function showViewContainer(page: Page, title: string, content: Locator): Promise<void> {
  const icon = page.locator('.activitybar .action-item').filter({ has: page.locator(`[aria-label^="${title}"]`) });
  await until(`the view ${title}`, async () => {
    await icon.waitFor();
    const isShown = /\bchecked\b/.test((await icon.getAttribute('class')) ?? '');
    if (!isShown) {
      await icon.click();
    }
    return await content.waitFor({ timeout: 3_000 }).then(
      () => true,
      () => undefined,
    );
  });
}
