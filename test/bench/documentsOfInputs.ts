import type { HostileDocument } from './hostileWorkflow.ts';

/** Documents that are nothing but media inputs, in the forms that cost a reader most for each of them. */
export function documentsOfInputs(count: number): readonly HostileDocument[] {
  const numbers = Array.from({ length: count }, (_, number) => number);
  const loaders = (written: (name: string) => string): string =>
    `{${numbers.map((number) => loader(number, written(`${number}.png`))).join(',\n')}}`;
  const list = numbers.map((number) => `"${number}.png"`).join();
  return [
    { of: '', text: loaders((name) => `"${name}"`) },
    { of: ', each with an escape', text: loaders((name) => `"\\u0063at${name}"`) },
    { of: ', nothing but escapes', text: loaders((name) => `"${Array.from(name, escaped).join('')}"`) },
    { of: ', nested 31 deep', text: `${'['.repeat(31)}${list}${']'.repeat(31)}` },
  ];
}

function loader(number: number, token: string): string {
  return `"${number}":{"class_type":"LoadImage","inputs":{"image":${token}}}`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
