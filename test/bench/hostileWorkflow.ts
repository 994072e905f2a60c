/**
 * A document of about so many characters, made of what a scan can trip over: blanks before a bracket, deep nesting, one
 * name for thousands of values, values that almost are a reference, escapes without end.
 */
export function hostileWorkflow(length: number): string {
  const share = Math.floor(length / 6);
  const depth = 1_000;
  const strings = (one: string): string => {
    const token = JSON.stringify(one);
    return `[${Array.from({ length: Math.ceil(share / token.length) }, () => token).join()}]`;
  };
  const nested = `${'['.repeat(depth)}${strings('a.png')}${']'.repeat(depth)}`;
  const values = [
    `"blanks": ${strings(`x${' '.repeat(4_000)}]`)}`,
    `"annotations": ${strings('[input'.repeat(600))}`,
    `"slashes": ${strings(`${'a/'.repeat(2_000)}.png`)}`,
    `"nested": ${nested}`,
    `"${'n'.repeat(share / 2)}": ${strings('words that end in a dot .')}`,
    `"escapes": ${strings('\\"\n'.repeat(1_000))}`,
  ];
  return `{"1": {"class_type": "Unknown", "inputs": {${values.join(',\n')}}}}`;
}
