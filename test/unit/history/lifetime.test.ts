import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countdown, lifetimeState, nextChange, remaining } from '../../../src/core/history/lifetime.ts';
import type { Lifetime, Reference } from '../../../src/core/providers/reference.ts';
import { day, hour } from './sampleRecords.ts';

const minute = 60_000;
const made = Date.UTC(2026, 0, 1);

function referenceWith(
  lifetime: Lifetime,
  end = 'milliseconds' in lifetime ? made + lifetime.milliseconds : undefined,
): Reference {
  return { form: 'mediaUuid', value: 'x', lifetime, expiresAt: end };
}

const oneDay = referenceWith({ type: 'fixed', milliseconds: day });
const thirtyDays = referenceWith({ type: 'sliding', milliseconds: 30 * day });

describe('The lifetime of a reference', () => {
  it('goes from alive to expiring to expired', () => {
    assert.equal(lifetimeState(oneDay, made, hour), 'valid');
    assert.equal(lifetimeState(oneDay, made + day - hour - 1, hour), 'valid');
    assert.equal(lifetimeState(oneDay, made + day - hour, hour), 'expiring');
    assert.equal(lifetimeState(oneDay, made + day - 1, hour), 'expiring');
    assert.equal(lifetimeState(oneDay, made + day, hour), 'expired');
    assert.equal(lifetimeState(oneDay, made + 400 * day, hour), 'expired');
  });

  it('distinguishes references that are kept from those without a documented end', () => {
    assert.equal(lifetimeState(referenceWith({ type: 'kept' }), made, hour), 'kept');
    assert.equal(lifetimeState(referenceWith({ type: 'undocumented' }), made, hour), 'undocumented');
    assert.equal(remaining(referenceWith({ type: 'kept' }), made), undefined);
    assert.equal(nextChange(referenceWith({ type: 'undocumented' }), made, hour), undefined);
  });

  it('knows the end of a reference that came with one although no lifetime is documented', () => {
    const reference = referenceWith({ type: 'undocumented' }, made + hour);
    assert.equal(remaining(reference, made), hour);
    assert.equal(lifetimeState(reference, made + hour, 0), 'expired');
  });

  it('never promises more than the whole lifetime if the clock was ahead during the upload', () => {
    const fromTheFuture = referenceWith({ type: 'fixed', milliseconds: day }, made + 400 * day);
    assert.equal(remaining(fromTheFuture, made), day);
    assert.equal(lifetimeState(fromTheFuture, made, 2 * day), 'expiring');
    assert.equal(nextChange(fromTheFuture, made, 0), made + 399 * day + 1);
  });

  it('is shown in the two largest units', () => {
    assert.deepEqual(countdown(29 * day + 5 * hour), { unit: 'days', days: 29, hours: 5 });
    assert.deepEqual(countdown(2 * day), { unit: 'days', days: 2, hours: 0 });
    assert.deepEqual(countdown(2 * day - 1), { unit: 'hours', hours: 47, minutes: 59 });
    assert.deepEqual(countdown(3 * hour + 12 * minute), { unit: 'hours', hours: 3, minutes: 12 });
    assert.deepEqual(countdown(hour - 1), { unit: 'minutes', minutes: 59 });
    assert.deepEqual(countdown(minute), { unit: 'minutes', minutes: 1 });
    assert.deepEqual(countdown(minute - 1), { unit: 'underAMinute' });
    assert.deepEqual(countdown(0), { unit: 'over' });
    assert.deepEqual(countdown(-5), { unit: 'over' });
  });

  it('changes its text when the smallest unit shown does', () => {
    assert.equal(nextChange(thirtyDays, made, 0), made + 1);
    assert.equal(nextChange(thirtyDays, made + 1, 0), made + hour + 1);
    assert.equal(nextChange(oneDay, made + 1, 0), made + minute + 1);
    assert.equal(nextChange(oneDay, made + day - 30_000, 0), made + day);
    assert.equal(nextChange(oneDay, made + day, 0), undefined);
  });

  it('changes when the warning starts, even between two such steps', () => {
    const warning = 3 * day + 90_000;
    const before = made + 27 * day - 100_000;
    assert.equal(nextChange(thirtyDays, before, warning), made + 27 * day - 90_000);
  });

  it('shows the same text until the next change, and another from then on', () => {
    const look = (reference: Reference, now: number, warning: number): string =>
      JSON.stringify([countdown(remaining(reference, now) ?? 0), lifetimeState(reference, now, warning)]);
    fc.assert(
      fc.property(
        fc.integer({ min: -2 * day, max: 31 * day }),
        fc.integer({ min: 0, max: 5 * day }),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (offset, warning, share) => {
          const now = made + offset;
          const next = nextChange(thirtyDays, now, warning);
          if (next === undefined) {
            assert.equal(lifetimeState(thirtyDays, now, warning), 'expired');
            return;
          }
          assert.ok(next > now);
          const between = now + Math.floor((next - now) * share);
          assert.equal(look(thirtyDays, between, warning), look(thirtyDays, now, warning));
          assert.equal(look(thirtyDays, next - 1, warning), look(thirtyDays, now, warning));
          assert.notEqual(look(thirtyDays, next, warning), look(thirtyDays, next - 1, warning));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
