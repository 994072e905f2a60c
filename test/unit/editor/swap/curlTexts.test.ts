import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { providerById } from '../../../../src/core/providers/registry.ts';

const { commandNotes, noCommandText } = await import('../../../../src/editor/swap/handOver/curlTexts.ts');

const nothing = { variables: [], shell: 'posix', keys: 0, credentialLinks: 0 } as const;

describe('What is said of a copied command', () => {
  it('is nothing where there is nothing to know', () => {
    assert.deepEqual(commandNotes(nothing), []);
  });

  it('names the variables to set', () => {
    assert.deepEqual(commandNotes({ ...nothing, variables: ['RUNWARE_API_KEY'] }), [
      'Set the environment variable RUNWARE_API_KEY before you run it.',
    ]);
    assert.deepEqual(commandNotes({ ...nothing, variables: ['RUNNINGHUB_API_KEY', 'RUNNINGHUB_WEBAPP_ID'] }), [
      'Set the environment variables RUNNINGHUB_API_KEY and RUNNINGHUB_WEBAPP_ID before you run it.',
    ]);
  });

  it('names the shell where it is not the usual one', () => {
    assert.deepEqual(commandNotes({ ...nothing, shell: 'powerShell' }), ['It is written for PowerShell.']);
  });

  it('says which credentials were replaced, and which are in it', () => {
    assert.deepEqual(commandNotes({ ...nothing, keys: 1, credentialLinks: 1 }), [
      'The API key in the workflow was replaced by a variable.',
      'It contains a link that lets anybody download the file, so keep it private.',
    ]);
    assert.deepEqual(commandNotes({ ...nothing, keys: 2, credentialLinks: 2 }), [
      'The API keys in the workflow were replaced by variables.',
      'It contains links that let anybody download the files, so keep it private.',
    ]);
  });

  it('is the reason where there is none', () => {
    const runway = providerById('runway');
    assert.match(
      noCommandText('a.json', 'uiFormat', undefined),
      /^a\.json is in UI format, which no API runs\. Export it/,
    );
    assert.match(noCommandText('a.jsonl', 'jsonLines', undefined), /^a\.jsonl contains one request per line\./);
    assert.match(noCommandText('a.json', 'notJson', runway), /^a\.json can't be sent as it is: it has comments/);
    assert.match(noCommandText('a.json', 'otherFormat', runway), /^a\.json can't be sent to Runway as it is/);
    const unknown = noCommandText('a.json', 'unknownFormat', undefined);
    assert.match(unknown, /^a\.json isn't a request or workflow that any provider runs/);
    assert.equal(noCommandText('a.json', 'otherFormat', undefined), unknown);
  });
});
