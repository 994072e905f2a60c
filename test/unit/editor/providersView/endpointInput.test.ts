import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { InputBoxValidationSeverity } from '../vscodeModule.ts';

const { readEndpointInput: readUnder } = await import('../../../../src/editor/providersView/endpointInput.ts');

const readEndpointInput = (text: string) => readUnder(text, {});

describe('An endpoint that is being typed', () => {
  const messageOf = (text: string): string | undefined => readEndpointInput(text).message?.message;

  it('is saved as it is, without the blanks around it', () => {
    assert.deepEqual(readEndpointInput(' https://api.example.com/v1 '), { endpoint: 'https://api.example.com/v1' });
    assert.deepEqual(readEndpointInput('http://localhost:8188'), { endpoint: 'http://localhost:8188' });
  });

  it('means the default where it is empty', () => {
    assert.deepEqual(readEndpointInput('  '), { endpoint: '' });
  });

  it('is completed by Enter where its scheme is missing', () => {
    const { endpoint, message } = readEndpointInput('localhost:8188');
    assert.equal(endpoint, 'http://localhost:8188');
    assert.match(message?.message ?? '', /scheme is missing.*Press Enter to use http:\/\/localhost:8188\./);
    assert.equal(message?.severity, InputBoxValidationSeverity.Warning);
  });

  it("isn't saved where it can't be used, for a reason that is given", () => {
    const reasons = new Set<string>();
    for (const text of [
      'sk-0123456789',
      'ftp://api.example.com',
      'http://api.example.com',
      'https://me:secret@api.example.com',
      'https://api.example.com?key=secret',
    ]) {
      const { endpoint, message } = readEndpointInput(text);
      assert.equal(endpoint, undefined, text);
      assert.equal(message?.severity, InputBoxValidationSeverity.Error, text);
      assert.doesNotMatch(message?.message ?? '', /secret/);
      reasons.add(message?.message ?? '');
    }
    assert.equal(reasons.size, 5);
  });

  it('may be an http address of the local network, at a provider that people run themselves', () => {
    const read = (text: string) => readUnder(text, { allowsPlainHttp: 'localNetwork' });
    assert.deepEqual(read('http://192.168.1.20:8188'), { endpoint: 'http://192.168.1.20:8188' });
    for (const text of ['192.168.1.20:8188', 'gpu-box:8188', 'gpu-box.local:8188']) {
      const { endpoint, message } = read(text);
      assert.equal(endpoint, `http://${text}`);
      assert.match(message?.message ?? '', /Press Enter to use http:/);
    }
    assert.match(read('http://comfy.example.com').message?.message ?? '', /may be anywhere on the internet/);
    assert.match(read('0.0.0.0:8188').message?.message ?? '', /names no computer/);
    assert.equal(read('0.0.0.0:8188').endpoint, undefined);
  });

  it('shows a host in another script as what it is', () => {
    // The first letter is Cyrillic.
    assert.match(messageOf('https://\u0430pi.runware.ai') ?? '', /xn--pi-6kc\.runware\.ai/);
    assert.equal(messageOf('https://api.runware.ai'), undefined);
  });
});
