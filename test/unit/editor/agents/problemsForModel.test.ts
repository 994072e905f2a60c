import '../fakeVscode.ts';
import assert from 'node:assert/strict';

const { findingsForModel, problemsForModel } = await import('../../../../src/editor/agents/problemsForModel.ts');

describe('What a language model learns of the inputs of a workflow', () => {
  const path = ['1', 'inputs', 'image'];

  it('names the value, whole where it is a path', () => {
    const finding = { path, value: 'C:\\what?\\cat #1.png', problem: 'local', isBlocking: true } as const;
    assert.deepEqual(findingsForModel([finding]), {
      findings: [{ jsonPath: path, problem: 'local', isBlocking: true, value: 'C:\\what?\\cat #1.png' }],
    });
  });

  it('never has what makes a link a credential, whatever is wrong with the link', () => {
    const value = 'https://me:word@s3.example.com/media/cat.png?X-Amz-Expires=60&X-Amz-Signature=0123abcd';
    for (const problem of ['credentialLink', 'expired', 'endsBefore', 'otherAccount', 'wrongForm'] as const) {
      const text = JSON.stringify(findingsForModel([{ path, value, problem, isBlocking: true }]));
      assert.doesNotMatch(text, /X-Amz|0123abcd|me:word/, problem);
      assert.ok(text.includes('https://s3.example.com/media/cat.png?…'), problem);
    }
    const signedTooLong = `https://s3.example.com/cat.png?X-Amz-Signature=0123abcd&x=${'a'.repeat(10_000)}`;
    const text = JSON.stringify(
      findingsForModel([{ path, value: signedTooLong, problem: 'unknown', isBlocking: true }]),
    );
    assert.doesNotMatch(text, /X-Amz|0123abcd/);
  });

  it('is short, however much is written into the workflow', () => {
    const value = `data:image/png;base64,${'A'.repeat(1_000_000)}`;
    const findings = Array.from(
      { length: 5_000 },
      () => ({ path, value, problem: 'overLimit', isBlocking: true }) as const,
    );
    const found = JSON.stringify(findingsForModel(findings));
    assert.ok(found.length < 200_000, String(found.length));
    assert.match(found, /"moreFindings":4900/);
    const problems = Array.from({ length: 101 }, () => ({ path, value: `/project/${value}`, code: 'fileMissing' }));
    const unresolved = JSON.stringify(problemsForModel(problems));
    assert.ok(unresolved.length < 200_000, String(unresolved.length));
    assert.match(unresolved, /"moreProblems":1/);
  });
});
