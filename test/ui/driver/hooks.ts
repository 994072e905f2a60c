import { endOnSignals } from '../../harness/processes.ts';
import { closeBrowser, prepared } from './prepared.ts';
import { openWorkbenches } from './workbench.ts';

endOnSignals();

let announced = false;

/** What mocha does around the UI tests of a file. */
export const mochaHooks = {
  /** Installing VS Code and the extension counts against no test. */
  async beforeAll(this: Mocha.Context): Promise<void> {
    this.timeout(0);
    const { vscode, browser } = await prepared();
    if (!announced) {
      announced = true;
      console.log(
        `UI tests on the packaged extension in VS Code ${vscode.version}, shown by Chromium ${browser.version()}`,
      );
    }
  },

  /** A failure of what a person sees is best announced by a picture. */
  async afterEach(this: Mocha.Context): Promise<void> {
    const test = this.currentTest;
    if (test?.state !== 'failed') {
      return;
    }
    for (const [index, workbench] of openWorkbenches().entries()) {
      const name = `failed-${test.fullTitle().replace(/\W+/g, '-').slice(0, 80)}-${index}`;
      await workbench.screenshot(name).then(
        () => console.log(`      picture: out/screenshots/${name}.png`),
        () => undefined,
      );
    }
  },

  async afterAll(this: Mocha.Context): Promise<void> {
    this.timeout(20_000);
    await Promise.all(openWorkbenches().map((workbench) => workbench.close()));
    await closeBrowser();
  },
};
