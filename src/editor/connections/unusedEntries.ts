import type { ActivationServices } from '../services/activationServices.ts';
import { type EntryProblem, entryProblems } from './connectionSettings.ts';

const reasons: Readonly<Record<EntryProblem, string>> = {
  unreadable: "its provider isn't known, or its name or endpoint is missing",
  nameTaken: 'an entry before it has the same provider and name',
};

/**
 * Logs which entries of `workflowAssets.connections` aren't used: whoever writes one by hand sees nothing of it otherwise.
 * Once for each set of them, by position, because a name or an endpoint that can't be read may hold anything.
 */
export function logUnusedEntries({
  disposables,
  log,
  settings,
}: Pick<ActivationServices, 'disposables' | 'log' | 'settings'>): void {
  let logged = '';
  const check = (): void => {
    const unused = entryProblems(settings.connections).map(
      ({ index, problem }) => `Entry ${index + 1} of workflowAssets.connections isn't used: ${reasons[problem]}`,
    );
    const text = unused.join('\n');
    if (text !== logged) {
      logged = text;
      for (const each of unused) {
        log.warn(each);
      }
    }
  };
  check();
  disposables.add(settings.onDidChange(check));
}
