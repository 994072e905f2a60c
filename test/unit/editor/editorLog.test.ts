import './fakeVscode.ts';
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { EditorLog } from '../../../src/editor/services/editorLog.ts';
import { connectionsOf } from './connections/connectionsOf.ts';

const { window } = await import('vscode');
const { createLog } = await import('../../../src/editor/services/editorLog.ts');
const { createAccounts } = await import('../../../src/editor/connections/accounts.ts');

const key = 'key_0123456789/abcdef+ghijkl';
const levels = ['debug', 'info', 'warn', 'error'] as const;

describe('The log of a window', () => {
  const createOutputChannel = window.createOutputChannel;
  let written: string[];
  let log: EditorLog;

  beforeEach(() => {
    written = [];
    const write = (text: string): number => written.push(text);
    const channel = { debug: write, info: write, warn: write, error: write };
    Object.assign(window, { createOutputChannel: () => channel });
    log = createLog();
  });
  after(() => Object.assign(window, { createOutputChannel }));

  /** The first message loads what redacts. */
  const untilWritten = async (count: number): Promise<void> => {
    while (written.length < count) {
      await setImmediate();
    }
  };

  const forms = [key, encodeURIComponent(key), JSON.stringify({ key }), Buffer.from(`me:${key}`).toString('base64')];

  it('never writes a secret it was given, at any level and in any form', async () => {
    log.hide(['another secret']);
    log.hide([key, '']);
    for (const level of levels) {
      for (const form of forms) {
        log[level](`Sent ${form} there`);
      }
    }
    await untilWritten(levels.length * forms.length);
    assert.equal(written.length, levels.length * forms.length);
    for (const text of written) {
      assert.match(text, /^Sent .*\[redacted\].* there$/);
      assert.ok(!forms.some((form) => text.includes(form)), text);
    }
  });

  it('hides credentials by their names where nobody has given it a secret', async () => {
    log.error('Error: GET https://a.example/x?sig=abc Authorization: Bearer abcdef123456');
    await untilWritten(1);
    assert.doesNotMatch(written.join(), /abc/);
  });

  it('knows each key that an account was opened with, and what of an endpoint may be one', async () => {
    const endpoint = 'https://hub.example/proxy-of-mine/0123456789abcdef0123';
    const activation = {
      settings: { providerOptions: () => ({}) },
      log,
    };
    const [services, dependencies] = [
      activation,
      {
        apiKeys: { get: async () => key },
        connections: connectionsOf({ endpointText: () => endpoint }),
        uploads: () => assert.fail('Nothing is sent'),
      },
    ] as unknown as Parameters<typeof createAccounts>;
    const accounts = createAccounts(services, dependencies);
    await accounts.current('runningHub');
    log.warn(`${key} and 0123456789abcdef0123`);
    await untilWritten(1);
    assert.deepEqual(written, ['[redacted] and [redacted]']);
  });

  it('keeps messages in their order, and hides what it learns while they wait', async () => {
    log.info(`first ${key}`);
    log.hide([key]);
    log.info('second');
    await untilWritten(2);
    log.info('third');
    assert.deepEqual(written, ['first [redacted]', 'second', 'third']);
  });
});
