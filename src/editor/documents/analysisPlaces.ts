import type { AnalysedInput, Analysis, LinkedPlace } from './analysis.ts';

/** What is asked for at every move of the cursor, made ready beforehand. */
export function placesOf(inputs: readonly AnalysedInput[]): Pick<Analysis, 'linked' | 'fileOffsets' | 'fileCount'> {
  const linked: LinkedPlace[] = [];
  const fileOffsets: number[] = [];
  const files = new Set<string>();
  for (const analysed of inputs) {
    const { input, target } = analysed;
    for (const { offset, length } of input.linked) {
      linked.push({ offset, length, analysed });
    }
    if (target.type === 'file') {
      fileOffsets.push(input.offset);
      files.add(target.resolved.realPath);
    }
  }
  linked.sort((a, b) => a.offset - b.offset);
  return { linked, fileOffsets, fileCount: files.size };
}
