import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { ViewBadge } from 'vscode';
import type { CountdownViewer } from '../../../../src/editor/countdown.ts';
import type { Attention } from '../../../../src/editor/uploadsView/attention.ts';
import { runwayRecord } from '../../history/sampleRecords.ts';

const { Badge } = await import('../../../../src/editor/uploadsView/badge.ts');

const nothing: Attention = { records: [], expiring: 0, expired: 0, nextChange: undefined };
const one: Attention = { records: [runwayRecord(1)], expiring: 1, expired: 0, nextChange: 7 };
const both: Attention = { records: [runwayRecord(1), runwayRecord(2)], expiring: 1, expired: 1, nextChange: 9 };

describe('The badge of the Uploads view', () => {
  let attention: Attention;
  let viewer: CountdownViewer | undefined;
  let changes: number;
  const view: { badge: ViewBadge | undefined } = { badge: undefined };

  function open(): InstanceType<typeof Badge> {
    changes = 0;
    view.badge = undefined;
    const add = (added: CountdownViewer) => {
      viewer = added;
      return { changed: () => undefined, dispose: () => undefined };
    };
    const countdown = { add, check: () => undefined };
    return new Badge({
      findAttention: () => attention,
      view: view as ConstructorParameters<typeof Badge>[0]['view'],
      countdown,
      onChange: () => changes++,
    });
  }

  it('says how many have expired and how many soon will, and is absent where none has', () => {
    attention = both;
    const badge = open();
    assert.deepEqual(view.badge, { value: 2, tooltip: '1 expired, 1 expiring' });
    attention = nothing;
    badge.refresh();
    assert.equal(view.badge, undefined);
  });

  it('follows the clock, and reports only what other uploads need attention then', () => {
    attention = one;
    const badge = open();
    assert.equal(viewer?.nextChange(1), 7);
    attention = both;
    viewer?.refresh(7);
    assert.equal(view.badge?.value, 2);
    assert.equal(viewer?.nextChange(7), 9);
    assert.deepEqual([changes, badge.attention], [1, both]);
    attention = { ...both, expiring: 0, expired: 2, nextChange: undefined };
    viewer?.refresh(9);
    assert.equal(view.badge?.tooltip, '2 expired');
    assert.equal(changes, 1, 'the same uploads');
  });
});
