import assert from 'node:assert/strict';
import { assetReferences } from '../../../src/core/providers/replies/comfyApiReply.ts';
import { hour } from '../../../src/core/units.ts';

const now = Date.UTC(2026, 4, 1, 12);
const id = '9f8a1c0d-2b3e-4f56-8a7b-1c2d3e4f5a6b';

function endOf(expires_at: unknown) {
  const reply = { status: 201, headers: {}, text: JSON.stringify({ id, expires_at }) };
  const { lifetime, expiresAt } = assetReferences(reply, now).reference;
  return { lifetime, expiresAt };
}

describe('The end of an asset of Comfy API v2', () => {
  for (const expires_at of [undefined, null]) {
    it(`isn't there where the field is ${expires_at}`, () => {
      assert.deepEqual(endOf(expires_at), { lifetime: { type: 'kept' }, expiresAt: undefined });
    });
  }

  for (const [expires_at, hours] of [
    ['2026-05-01T13:00:00Z', 1],
    ['2026-05-01T13:00:00.000000123Z', 1],
    ['2026-05-01T15:00:00+02:00', 1],
    ['2026-05-01T05:30:00.5-08:00', 1.5 + 0.5 / 3600],
  ] as const) {
    it(`is ${expires_at}`, () => {
      const milliseconds = hours * hour;
      assert.deepEqual(endOf(expires_at), {
        lifetime: { type: 'fixed', milliseconds },
        expiresAt: now + milliseconds,
      });
    });
  }

  for (const [what, expires_at] of [
    ['a number', 1_777_726_800],
    ['a number as a text', '1777726800'],
    ['a date without an offset', '2026-05-01T13:00:00'],
    ['a day', '2026-05-02'],
    ['a date as HTTP writes it', 'Sat, 02 May 2026 13:00:00 GMT'],
    ["a date that isn't in the calendar", '2026-13-01T13:00:00Z'],
    ['a date in the past', '2026-05-01T11:59:59Z'],
    ['this very moment', '2026-05-01T12:00:00Z'],
    ["Go's zero time", '0001-01-01T00:00:00Z'],
    ['another text', 'never'],
    ['an empty text', ''],
    ['an object', {}],
    ['false', false],
  ] as const) {
    it(`isn't known from ${what}`, () => {
      assert.deepEqual(endOf(expires_at), { lifetime: { type: 'undocumented' }, expiresAt: undefined });
    });
  }
});
