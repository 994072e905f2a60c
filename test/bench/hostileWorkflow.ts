/** A document made to keep a scan busy. */
export interface HostileDocument {
  /** What it consists of. */
  readonly of: string;
  readonly text: string;
}

/**
 * Documents of about so many characters, each made of one thing that a scan could trip over. All of them can be visited by
 * jsonc-parser, which recurses, so none is nested without end.
 */
export function hostileDocuments(length: number): readonly HostileDocument[] {
  const names = listOf('a.png', length);
  return [
    { of: 'everything below', text: everything(length) },
    { of: 'names of files', text: names },
    { of: 'names of files, each another', text: listOfNumbered(length) },
    { of: 'names of files in one node', text: `{"1": {"class_type": "LoadImage", "inputs": {"image": ${names}}}}` },
    { of: 'names of files in one task', text: `[{"taskType": "imageInference", "referenceImages": ${names}}]` },
    { of: 'deeply nested names of files', text: `${'['.repeat(1_000)}${names}${']'.repeat(1_000)}` },
    { of: 'blanks before brackets', text: listOf(`x${' '.repeat(4_000)}]`, length) },
    { of: 'values that almost are references', text: listOf(`${'0123456789abcdef'.repeat(4)}.pngpng`, length) },
    { of: 'slashes', text: listOf(`${'a/'.repeat(2_000)}.png`, length) },
    { of: 'types nobody knows', text: listOfNodes(length) },
  ];
}

/** Also one name for thousands of values, and escapes without end. */
function everything(length: number): string {
  const share = Math.floor(length / 6);
  const values = [
    `"blanks": ${listOf(`x${' '.repeat(4_000)}]`, share)}`,
    `"annotations": ${listOf('[input'.repeat(600), share)}`,
    `"slashes": ${listOf(`${'a/'.repeat(2_000)}.png`, share)}`,
    `"nested": ${'['.repeat(1_000)}${listOf('a.png', share)}${']'.repeat(1_000)}`,
    `"${'n'.repeat(share / 2)}": ${listOf('words that end in a dot .', share)}`,
    `"escapes": ${listOf('\\"\n'.repeat(1_000), share)}`,
  ];
  return `{"1": {"class_type": "Unknown", "inputs": {${values.join(',\n')}}}}`;
}

function listOf(one: string, length: number): string {
  const token = JSON.stringify(one);
  return `[${Array.from({ length: Math.ceil(length / (token.length + 1)) }, () => token).join()}]`;
}

function listOfNumbered(length: number): string {
  return JSON.stringify(Array.from({ length: Math.ceil(length / 13) }, (_, number) => `${number + 10_000}.png`));
}

function listOfNodes(length: number): string {
  const node = (number: number): string => `"${number}":{"class_type":"${'Custom'.repeat(30)}","inputs":{"a":"a.png"}}`;
  return `{${Array.from({ length: Math.ceil(length / 230) }, (_, number) => node(number)).join()}}`;
}
