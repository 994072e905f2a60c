import type { Template, Variable } from '../../providers/run/runCall.ts';
import type { RunRequest } from './runRequest.ts';
import { type ShellKind, shells } from './shells.ts';

/** Bytes. Linux takes no argument longer than 128 KiB, and variables are replaced before it counts. */
const maxArgument = 100_000;

/**
 * The command that sends a request with curl, whatever is in the request: a person copies it and runs it in a shell.
 * @throws Error for a body that isn't JSON, which may hold NUL
 */
export function curlCommand(request: RunRequest, kind: ShellKind): string {
  const shell = shells[kind];
  const body = request.body.map((part) => (typeof part === 'string' ? escapedJson(part, shell.unsafe) : part));
  // Windows PowerShell drops quotes from arguments, so there the body is never one.
  const isPiped = kind === 'powerShell' || byteLength(body) > maxArgument;
  const lines = [
    `${shell.curl} --request POST ${shell.word(request.url)}`,
    // curl would expand brackets and braces in an address.
    ...(request.url.some((part) => typeof part === 'string' && /[[\]{}]/.test(part)) ? ['--globoff'] : []),
    ...(request.user === undefined ? [] : [`--user ${shell.word(request.user)}`]),
    ...request.headers.map(([name, value]) => `--header ${shell.word([`${name}: `, ...value])}`),
    isPiped ? `--data-binary ${shell.word(['@-'])}` : `--data-raw ${shell.word(body)}`,
  ];
  const command = lines.join(`${shell.continuation}\n  `);
  return isPiped ? `${shell.piped(body)}\n${command}` : command;
}

/** The names of the environment variables in a request, in the order in which they are first used. */
export function variablesOf({ url, user = [], headers, body }: RunRequest): readonly string[] {
  const parts = [url, user, ...headers.map(([, value]) => value), body].flat();
  return [...new Set(parts.filter((part): part is Variable => typeof part === 'object').map((part) => part.variable))];
}

/**
 * The same JSON in characters that mean nothing to any shell or terminal. Backslashes stand for themselves, except that
 * fish reads two of them as one. Outside of strings, JSON has no other characters to replace than tabs, with which people's
 * terminals complete names.
 */
function escapedJson(json: string, unsafe: RegExp): string {
  return json
    .replaceAll('\t', '  ')
    .replace(/\r\n?/g, '\n')
    .replace(/\\(.)/g, (written, character: string) => (character === '\\' ? '\\u005c' : written))
    .replace(unsafe, escapedCharacter);
}

function escapedCharacter(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');
}

function byteLength(template: Template): number {
  return template.reduce((sum, part) => sum + (typeof part === 'string' ? Buffer.byteLength(part) : 0), 0);
}
