import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import type { UploadRecord } from '../../../../src/core/history/records/record.ts';
import type { RecordContext } from '../../../../src/editor/uploadsView/rows/recordItem.ts';
import { day, hour, runwayRecord, sampleRecord, startOfTests } from '../../history/sampleRecords.ts';
import { onlyConnection } from '../connections/onlyConnection.ts';

const { ThemeIcon } = await import('vscode');
const { recordTooltip } = await import('../../../../src/editor/uploadsView/rows/recordTooltip.ts');
const { recordItem } = await import('../../../../src/editor/uploadsView/rows/recordItem.ts');

const now = startOfTests + 10 * day;

function ending(left: number): UploadRecord {
  const record = runwayRecord(1, { kind: 'video', mediaType: 'video/mp4' });
  return { ...record, reference: { ...record.reference, expiresAt: now + left } };
}

function rowOf(record: UploadRecord, context: Partial<RecordContext> = {}) {
  const item = recordItem(record, {
    connection: onlyConnection('Runway'),
    now,
    expiringWithin: 6 * hour,
    source: 'unchanged',
    isRenewed: false,
    canDelete: false,
    isBelowConnection: false,
    ...context,
  });
  return {
    text: item.description,
    icon: item.iconPath instanceof ThemeIcon ? item.iconPath.id : 'preview',
    label: item.accessibilityInformation?.label,
    context: item.contextValue,
  };
}

describe('The row of an upload', () => {
  it('begins with state and time, and ends with the provider', () => {
    assert.equal(rowOf(ending(23 * hour)).text, '23 h · Runway');
    assert.equal(rowOf(ending(2 * hour)).text, '2 h left · Runway');
    assert.equal(rowOf(ending(-hour)).text, 'expired · Runway');
    assert.equal(rowOf(ending(-hour), { isRenewed: true }).text, 'renewed · Runway');
    assert.equal(rowOf(ending(23 * hour), { source: 'changed' }).text, 'changed · 23 h · Runway');
    assert.equal(rowOf(ending(23 * hour), { source: 'missing' }).text, 'missing · 23 h · Runway');
    assert.equal(rowOf(ending(-hour), { source: 'missing' }).text, 'expired · missing · Runway');
    assert.equal(rowOf(sampleRecord(1)).text, 'no known end · Runway');
  });

  it("doesn't repeat the connection that its group's heading names", () => {
    assert.equal(rowOf(ending(23 * hour), { isBelowConnection: true }).text, '23 h');
  });

  it('has an icon for each state', () => {
    const icons = [
      rowOf(ending(23 * hour)),
      rowOf(ending(2 * hour)),
      rowOf(ending(-hour)),
      rowOf(ending(-hour), { isRenewed: true }),
      rowOf(ending(23 * hour), { source: 'changed' }),
      rowOf(ending(23 * hour), { source: 'missing' }),
    ].map(({ icon }) => icon);
    assert.equal(new Set(icons).size, 6, icons.join());
  });

  it('offers to renew what is due, but nothing that has been renewed', () => {
    assert.match(rowOf(ending(-hour)).context ?? '', /\bdue\b/);
    assert.equal(rowOf(ending(-hour), { isRenewed: true }).context, 'upload file renewed');
    assert.doesNotMatch(rowOf(ending(23 * hour)).context ?? '', /\bdue\b/);
  });

  it('is read aloud with everything that matters', () => {
    assert.equal(
      rowOf(ending(2 * hour), { source: 'changed' }).label,
      'picture_1.png, expires soon, file changed since, expires in 2 h, video, uploaded to Runway',
    );
    assert.equal(rowOf(ending(-hour)).label, 'picture_1.png, expired, video, uploaded to Runway');
    const connection = { ...onlyConnection('Runway (Studio)'), state: 'inUse' } as const;
    assert.match(rowOf(ending(-hour), { connection }).label ?? '', /, uploaded to Runway \(Studio\)$/);
  });
});

describe('The tooltip of an upload', () => {
  it('says of a signed link that it is all somebody needs to get the file', () => {
    const context = {
      connection: onlyConnection('Storage'),
      now,
      expiringWithin: 6 * hour,
      source: 'unchanged' as const,
      isRenewed: false,
      canDelete: false,
      isBelowConnection: false,
    };
    const tooltipOf = (form: 'presignedUrl' | 'publicUrl'): string => {
      const record = sampleRecord(1, { provider: 's3' });
      const value = 'https://storage.example/media/x.png?X-Amz-Signature=1';
      return recordTooltip({ ...record, reference: { ...record.reference, form, value } }, context).value;
    };
    assert.match(tooltipOf('presignedUrl'), /Whoever has a signed link can download its file/);
    assert.doesNotMatch(tooltipOf('publicUrl'), /signed link/);
    assert.match(tooltipOf('presignedUrl'), /media\/x\.png\?…/);
    assert.doesNotMatch(tooltipOf('presignedUrl'), /X-Amz/);
    assert.match(tooltipOf('publicUrl'), /X-Amz/);
  });
});
