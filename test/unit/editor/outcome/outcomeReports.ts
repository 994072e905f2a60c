import type { UploadErrorCode } from '../../../../src/core/errorCodes.ts';
import { UploadError, type UploadErrorOptions } from '../../../../src/core/errors.ts';
import { type Ending, Outcome } from '../../../../src/core/outcome.ts';
import type { ShownText } from '../../../../src/editor/text/shown.ts';

const succeeded = { result: undefined };
export const done: Ending = { status: 'done', ...succeeded };
export const reused: Ending = { status: 'reused', ...succeeded };
export const cancelled: Ending = { status: 'cancelled' };
export const notTried: Ending = { status: 'notTried' };

export function failed(code: UploadErrorCode, options: UploadErrorOptions = {}): Ending {
  return { status: 'failed', error: new UploadError(code, 'for the log', { provider: 'runway', ...options }) };
}

export function times(count: number, ending: Ending): readonly Ending[] {
  return Array.from({ length: count }, () => ending);
}

/** An outcome whose items are called `1.png`, `2.png`, … */
export function outcomeOf(...endings: readonly Ending[]): Outcome<string> {
  return new Outcome(endings.map((ending, index) => ({ item: `${index + 1}.png`, ending })));
}

/** An upload to Runway that ended so. */
export function uploadOf(...endings: readonly Ending[]) {
  return {
    operation: 'upload',
    outcome: outcomeOf(...endings),
    provider: 'Runway' as ShownText,
    nameOf: (name: string) => name,
  } as const;
}
