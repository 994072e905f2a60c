import type { UploadRecord } from '../../../core/history/record.ts';
import { isRecordNode, type UploadNode } from '../rows/uploadNodes.ts';

/** A command of the Uploads view: VS Code gives the clicked row and, with several selected, all of them. */
export type RowCommand = (clicked?: unknown, selected?: unknown) => Promise<unknown>;

/**
 * The uploads a command is about: the rows it was given, else (from a key or the palette) the rows that are selected.
 * Each once, though it may be listed under several workflows.
 */
export function recordsOf(
  clicked: unknown,
  selected: unknown,
  selection: readonly UploadNode[],
): readonly UploadRecord[] {
  const given =
    Array.isArray(selected) && selected.length > 0 ? selected : clicked === undefined ? selection : [clicked];
  const records = given.filter(isRecordNode).map(({ record }) => record);
  return [...new Map(records.map((record) => [record.id, record])).values()];
}
