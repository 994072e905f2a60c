import { UploadError } from '../../src/core/errors.ts';
import type { HttpReply } from '../../src/core/http/httpClient.ts';
import { failureOfStatus } from '../../src/core/http/replies.ts';
import { comfyMessage, comfyReferences } from '../../src/core/providers/replies/comfyUpload.ts';
import { objectOf } from '../../src/core/providers/replies/replyFields.ts';
import { errorsOf, failureOf } from '../../src/core/providers/replies/runwareErrors.ts';
import { redact } from '../../src/core/redaction/redact.ts';
import { atMost, type Figure } from './figures.ts';

/** The longest reply that is read, in bytes. */
const length = 1_048_576;
/** Milliseconds. Reading a reply is one turn of the extension host. */
const maxTurn = 16;

/** How long the longest replies that are read keep the thread, made of what their readers could trip over. */
export function measureReplies(runs: number): readonly Figure[] {
  const group = 'Hostile reply of 1 MiB';
  return Object.entries(texts()).map(([of, text]) => {
    const times = Array.from({ length: runs }, () => millisecondsToRead(text));
    return { group, what: `of ${of}`, value: Math.min(...times), unit: 'ms', budget: atMost(maxTurn) };
  });
}

function texts(): Readonly<Record<string, string>> {
  const filled = (unit: string, rest: string): string => unit.repeat(Math.floor((length - rest.length) / unit.length));
  const message = (unit: string): string => {
    const text = filled(unit, '{"errors":[{"code":"","message":""}],"message":""}');
    const half = JSON.stringify(text.slice(0, text.length / 2));
    return `{"errors":[{"code":"x","message":${half}}],"message":${half}}`;
  };
  return {
    'nested lists': `{"name":${'['.repeat(length / 2)}${']'.repeat(length / 2)}}`,
    'slashes in a folder': `{"name":"a.png","type":"input","subfolder":"${filled('/', '')}"}`,
    'folders of one letter': `{"name":"a.png","type":"input","subfolder":"${filled('a/', '')}b"}`,
    blanks: message(' '),
    tags: message('<a'),
    'words like keys': message('a1'),
    'names like keys': message('token: '),
    addresses: message('http://a:b@c/?d '),
    errors: `{"errors":[${filled('{"code":"x"},', '')}{"code":"x"}]}`,
    'no JSON': filled('{', ''),
  };
}

/** What all readers together make of it. */
function millisecondsToRead(text: string): number {
  const reply: HttpReply = { status: 200, headers: { 'retry-after': text.slice(0, 16_384) }, text };
  const failed: HttpReply = { ...reply, status: 503 };
  const readers: readonly (() => unknown)[] = [
    () => comfyReferences(objectOf(reply), 0, () => true),
    () => comfyMessage(failed),
    () =>
      errorsOf(objectOf(failed))
        .slice(0, 1)
        .map((error) => failureOf(error, failed)),
    () => failureOfStatus(failed),
    () => redact(text),
  ];
  return Math.max(
    ...readers.map((read) => {
      const start = performance.now();
      try {
        read();
      } catch (error) {
        if (!(error instanceof UploadError)) {
          throw error;
        }
      }
      return performance.now() - start;
    }),
  );
}
