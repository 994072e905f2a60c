import { type ShownText, shown } from '../text/shown.ts';

/**
 * Saves something in the settings; where VS Code refuses that, e.g. because the settings file has errors, what it says about
 * it, which is made for people.
 */
export async function savingProblem(save: () => PromiseLike<void>): Promise<ShownText | undefined> {
  try {
    await save();
    return undefined;
  } catch (error) {
    return shown(error instanceof Error ? error.message : String(error));
  }
}
