import type { CancellationToken } from 'vscode';
import type { UploadRecord } from '../../../core/history/records/record.ts';
import { findReferences, mayContain, type WantedReference } from '../../../core/workflow/scan/findReferences.ts';
import type { UsageFinder } from './findUsages.ts';

/** All references of some uploads, in every form. */
export function wantedReferences(records: readonly UploadRecord[]): readonly WantedReference[] {
  return records.flatMap(({ provider, reference, alternatives }) =>
    [reference, ...alternatives].map(({ value, form }) => ({ provider, value, form })),
  );
}

/** Finds the places that hold any of the references of some uploads. */
export function referenceUsages(records: readonly UploadRecord[], token: CancellationToken): UsageFinder {
  const wanted = wantedReferences(records);
  const isCancelled = (): boolean => token.isCancellationRequested;
  return {
    mayBeIn: (bytes) => mayContain(bytes, wanted),
    inputsIn: (text) => findReferences(text, wanted, { isCancelled }),
  };
}
