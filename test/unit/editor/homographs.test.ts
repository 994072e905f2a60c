import './fakeVscode.ts';
import assert from 'node:assert/strict';
import { UploadError } from '../../../src/core/errors.ts';
import type { Recipient } from '../../../src/core/uploads/permission/consent.ts';
import type { ProviderNode } from '../../../src/editor/providersView/rows/providerNodes.ts';
import { connectionsOf, defaultConnection } from './connections/connectionsOf.ts';

const { window } = await import('vscode');
const { consentAsker } = await import('../../../src/editor/upload/consent/askConsent.ts');
const { explainFailure } = await import('../../../src/editor/text/failures.ts');
const { providerChildren } = await import('../../../src/editor/providersView/rows/providerChildren.ts');

/** Reads like `api.runware.ai`; its first letter is Cyrillic. */
const lookAlike = 'https://аpi.runware.ai';
const punycode = 'xn--pi-6kc.runware.ai';

describe('A host that looks like another one', () => {
  const { showWarningMessage } = window;
  after(() => Object.assign(window, { showWarningMessage }));

  it('is shown in Punycode where somebody is asked whether a file may go there', async () => {
    const shown: string[] = [];
    Object.assign(window, {
      showWarningMessage: async (message: string, options: { readonly detail: string }) => {
        shown.push(message, options.detail);
      },
    });
    const recipient: Recipient = {
      provider: 'runware',
      label: 'Runware',
      endpoint: lookAlike,
      lifetime: { type: 'kept' },
      audience: 'undocumented',
    };
    const file = { name: 'a.png', realPath: '/a.png', place: 'outside', cause: 'document' } as const;
    const signal = new AbortController().signal;
    for (const type of ['files', 'workspace'] as const) {
      assert.deepEqual(await consentAsker.ask({ type, files: [file], recipient }, signal), []);
    }
    assert.equal(shown.filter((text) => text.includes(punycode)).length, 2);
    assert.ok(!shown.join().includes('а'));
  });

  it('is shown in Punycode in the Providers view', async () => {
    const connection = defaultConnection('runware', `${lookAlike}/v1`);
    const settings = { providerOptions: () => ({ task: 'auto' }) };
    const accounts = { hasKey: async () => false, keyOrigins: async () => [] };
    const services = { settings, accounts, connections: connectionsOf() } as unknown as Parameters<
      typeof providerChildren
    >[0];
    const facts = await providerChildren(services, { type: 'connection', connection } as ProviderNode);
    const values = facts.map((fact) => (fact.type === 'fact' ? fact.value : ''));
    assert.ok(
      values.some((value) => value.startsWith(`https://${punycode}/v1`)),
      values.join(),
    );
  });

  it('is shown in Punycode in the sentence about a failure', () => {
    const { host } = new URL(lookAlike);
    const error = new UploadError('unreachable', 'x', { host, provider: 'runware' });
    assert.match(
      explainFailure(error, 'Runware' as Parameters<typeof explainFailure>[1]).message,
      / at xn--pi-6kc\.runware\.ai /,
    );
  });
});
