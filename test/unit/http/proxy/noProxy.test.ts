import assert from 'node:assert/strict';
import { bypassesProxy } from '../../../../src/core/http/proxy/noProxy.ts';

const bypasses = (url: string, ...noProxy: string[]): boolean => bypassesProxy(new URL(url), noProxy);

describe('the exceptions from the proxy', () => {
  it('include only this machine by default', () => {
    assert.equal(bypasses('https://api.example.com/'), false);
    assert.equal(bypasses('https://10.0.0.1/'), false);
    for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '[::1]', 'LOCALHOST']) {
      assert.equal(bypasses(`http://${host}:8188/`), true, host);
      assert.equal(bypasses(`http://${host}:8188/`, '<-loopback>'), false, host);
    }
  });

  it('are names including their subdomains, in any spelling', () => {
    for (const entry of ['example.com', '.example.com', '*.example.com', ' Example.COM ', 'example.com.']) {
      assert.equal(bypasses('https://example.com/', entry), true, entry);
      assert.equal(bypasses('https://api.example.com/', entry), true, entry);
      assert.equal(bypasses('https://api.example.com./', entry), true, entry);
      assert.equal(bypasses('https://badexample.com/', entry), false, entry);
      assert.equal(bypasses('https://example.com.evil.net/', entry), false, entry);
    }
  });

  it('apply to one port if they name one', () => {
    assert.equal(bypasses('https://example.com/', 'example.com:443'), true);
    assert.equal(bypasses('http://example.com/', 'example.com:443'), false);
    assert.equal(bypasses('https://example.com:8443/', 'example.com:8443'), true);
    assert.equal(bypasses('https://[2001:db8::1]:8443/', '[2001:db8::1]:8443'), true);
    assert.equal(bypasses('https://[2001:db8::1]/', '[2001:db8::1]:8443'), false);
  });

  it('are addresses and ranges of addresses', () => {
    assert.equal(bypasses('https://10.1.2.3/', '10.1.2.3'), true);
    assert.equal(bypasses('https://10.1.2.3/', '10.0.0.0/8'), true);
    assert.equal(bypasses('https://11.1.2.3/', '10.0.0.0/8'), false);
    assert.equal(bypasses('https://[2001:db8::5]/', '2001:db8::/32'), true);
    assert.equal(bypasses('https://[2001:db8::5]/', '2001:db8::5'), true);
    assert.equal(bypasses('https://10.1.2.3/', '2001:db8::/32'), false);
    assert.equal(bypasses('https://10.1.2.3/', '3'), false);
  });

  it('are everything for a star, and nothing for an invalid entry', () => {
    assert.equal(bypasses('https://example.com/', 'other.example', '*'), true);
    for (const entry of ['', ' ', '10.0.0.0/99', '10.0.0.0/', '/8', '10.0.0.0/8/8', ':80']) {
      assert.equal(bypasses('https://example.com/', entry), false, entry);
      assert.equal(bypasses('https://10.0.0.1/', entry), false, entry);
    }
  });
});
