import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UploadError } from '../../../src/core/errors.ts';
import { ProgressMeter, type UploadProgress } from '../../../src/core/uploads/inFlight/progress.ts';
import { FakeClock } from './fakeTime.ts';

const busy = new UploadError('serverError', 'busy', { retryable: true });

function meterOf(totalBytes: number) {
  const clock = new FakeClock();
  const reports: UploadProgress[] = [];
  return { clock, reports, meter: new ProgressMeter(totalBytes, clock, (progress) => reports.push(progress)) };
}

describe('progress', () => {
  it('reports each phase at once', () => {
    const { meter, reports, clock } = meterOf(1000);
    meter.enter('hashing');
    meter.enter('waiting');
    meter.beginAttempt(1);
    meter.awaitAnswer();
    meter.waitForRetry({ milliseconds: 1500, attempt: 2, attempts: 4, error: busy });
    meter.beginAttempt(2);
    meter.finish();
    assert.deepEqual(
      reports.map(({ phase, attempt }) => `${phase} ${attempt}`),
      ['hashing 1', 'waiting 1', 'sending 1', 'answer 1', 'retrying 2', 'sending 2', 'answer 2'],
    );
    assert.deepEqual(reports[4]?.retry, { at: clock.now() + 1500, error: busy });
  });

  it('reports at most ten times a second while bytes flow', () => {
    const { meter, reports, clock } = meterOf(1_000_000);
    meter.beginAttempt(1);
    for (let sent = 0; sent < 1_000_000; sent += 1000) {
      clock.time += 1;
      meter.sent(sent, 1_000_000);
    }
    assert.ok(reports.length <= 11, `${reports.length} reports in a second`);
    assert.ok(reports.length >= 8, `${reports.length} reports in a second`);
  });

  it('never drops the last report, however soon it follows', () => {
    const { meter, reports } = meterOf(1000);
    meter.beginAttempt(1);
    meter.sent(400, 1000);
    meter.awaitAnswer();
    meter.finish();
    assert.deepEqual(reports.at(-1), {
      phase: 'answer',
      sentBytes: 1000,
      totalBytes: 1000,
      attempt: 1,
      attempts: 4,
    });
  });

  it('reaches the end only with the provider’s answer', () => {
    const { meter, reports, clock } = meterOf(1000);
    meter.beginAttempt(1);
    clock.time += 1000;
    meter.sent(5000, 5000);
    clock.time += 1000;
    meter.awaitAnswer();
    assert.ok(reports.every(({ sentBytes, totalBytes }) => sentBytes < totalBytes));
  });

  it('counts in bytes of the file, not of the larger body around it', () => {
    const { meter, reports, clock } = meterOf(3000);
    meter.beginAttempt(1);
    clock.time += 1000;
    meter.sent(2000, 4000);
    assert.equal(reports.at(-1)?.sentBytes, 1500);
  });

  it('reports speed and remaining time', () => {
    const { meter, reports, clock } = meterOf(10_000);
    meter.beginAttempt(1);
    for (let second = 1; second <= 5; second++) {
      clock.time += 1000;
      meter.sent(second * 1000, 10_000);
    }
    assert.equal(reports.at(-1)?.bytesPerSecond, 1000);
    assert.equal(reports.at(-1)?.remainingMs, 5000);
  });

  it('has no speed before anything was measured', () => {
    const { meter, reports } = meterOf(10_000);
    meter.beginAttempt(1);
    meter.sent(0, 10_000);
    assert.equal(reports.at(-1)?.bytesPerSecond, undefined);
    assert.equal(reports.at(-1)?.remainingMs, undefined);
  });

  it('starts again from zero with each attempt', () => {
    const { meter, reports, clock } = meterOf(1000);
    meter.beginAttempt(1);
    clock.time += 500;
    meter.sent(900, 1000);
    meter.waitForRetry({ milliseconds: 100, attempt: 2, attempts: 4, error: busy });
    assert.equal(reports.at(-1)?.sentBytes, 0);
    meter.beginAttempt(2);
    assert.equal(reports.at(-1)?.sentBytes, 0);
    assert.equal(reports.at(-1)?.bytesPerSecond, undefined);
  });

  it("doesn't go back to hashing once the file is being sent", () => {
    const { meter, reports } = meterOf(1000);
    meter.beginAttempt(1);
    meter.enter('hashing');
    assert.equal(reports.at(-1)?.phase, 'sending');
  });

  it('never goes backwards or beyond the file within an attempt, whatever the socket reports', () => {
    const steps = fc.array(fc.record({ sent: fc.nat(5000), total: fc.nat(5000), wait: fc.nat(300) }), {
      maxLength: 50,
    });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 4000 }), (list, size) => {
        const { meter, reports, clock } = meterOf(size);
        meter.beginAttempt(1);
        for (const { sent, total, wait } of list) {
          clock.time += wait;
          meter.sent(sent, total);
        }
        const values = reports.map(({ sentBytes }) => sentBytes);
        assert.deepEqual(
          values,
          [...values].sort((a, b) => a - b),
        );
        assert.ok(values.every((value) => value >= 0 && value < size));
        assert.ok(reports.every(({ remainingMs = 0, bytesPerSecond = 0 }) => remainingMs >= 0 && bytesPerSecond >= 0));
      }),
    );
  });
});
