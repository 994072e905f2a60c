import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { runwayRecord, sampleRecord } from '../../history/sampleRecords.ts';

const { copyForms } = await import('../../../../src/editor/uploadsView/commands/handOut/copyForms.ts');

describe('What can be copied of uploads', () => {
  it('is every form of their references, the JSON for the API, and what templates make of them', () => {
    const [one, other] = [sampleRecord(1), runwayRecord(2)];
    const forms = copyForms([one, other], { Markdown: `![](\${reference})`, Nothing: ' ' });
    const labels = forms.map(({ label }) => String(label));
    assert.equal(new Set(labels).size, labels.length, labels.join());
    assert.ok(labels.includes('JSON for the API') && labels.includes('Runway URI') && !labels.includes('Nothing'));
    assert.equal(
      forms.find(({ label }) => label === 'Markdown')?.text,
      `![](${one.reference.value})\n![](${other.reference.value})`,
    );
    assert.equal(forms.find(({ label }) => label === 'Runway URI')?.text, `\n${other.reference.value}`);
  });
});

describe('What can be copied of an asset', () => {
  it('is its id, and the object around it that a workflow needs', () => {
    const record = sampleRecord(1);
    const id = '9f8a1c0d-2b3e-4f56-8a7b-1c2d3e4f5a6b';
    const asset = {
      ...record,
      provider: 'comfyApi' as const,
      reference: { ...record.reference, form: 'assetId' as const, value: id },
    };
    const forms = copyForms([asset, runwayRecord(2)], {});
    const textOf = (label: string): string | undefined => forms.find((each) => each.label === label)?.text;
    assert.equal(textOf('Asset ID'), `${id}\n`);
    assert.equal(textOf('Object for API-Format Workflows'), `{"__type":"core/ASSET","info":{"id":"${id}"}}\n`);
    assert.ok(!copyForms([record], {}).some(({ label }) => label.startsWith('Object')));
  });
});

describe('A template for copying', () => {
  /** What the template gives for an upload of a file with this name. */
  function filled(template: string, fileName = 'a $& b.png'): string | undefined {
    const record = runwayRecord(1, { fileName });
    const reference = { ...record.reference, value: 'runway://x' };
    return copyForms([{ ...record, reference }], { mine: template }).find(({ label }) => label === 'mine')?.text;
  }

  it('gets its placeholders filled in', () => {
    assert.equal(
      filled(`![\${fileName}](\${reference}) \${provider} \${mediaType} \${reference}`),
      '![a $& b.png](runway://x) Runway image/png runway://x',
    );
  });

  it('keeps any other text, and searches no filled-in text again', () => {
    const text = `$reference \${home} \${constructor} {reference}`;
    assert.equal(filled(text), text);
    assert.equal(filled(`\${fileName}`, `\${reference}`), `\${reference}`);
  });
});
