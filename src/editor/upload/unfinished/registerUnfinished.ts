import type { Lazy } from '../../../lazy.ts';
import { inBackground } from '../../promises.ts';
import type { UploadFlow } from '../uploadFlow.ts';
import { mayBeInterrupted, noteStorage } from './noteStorage.ts';

/**
 * Reports the uploads that didn't finish when the window was closed the last time. Where there are none, as in nearly every
 * window, nothing is loaded.
 */
export function registerUnfinished({ activation, features }: Lazy, flow: () => Promise<UploadFlow>): void {
  const { context, log } = activation;
  if (mayBeInterrupted(noteStorage(context.workspaceState))) {
    const report = async (): Promise<void> => {
      const { services, reportInterrupted } = await features();
      await reportInterrupted(services, flow);
    };
    inBackground(log, report());
  }
}
