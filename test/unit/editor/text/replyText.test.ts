import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import {
  type CertificateProblem,
  type ReplyProblem,
  UploadError,
  type UploadErrorOptions,
} from '../../../../src/core/errors.ts';

const { explainFailure } = await import('../../../../src/editor/text/failures.ts');
const { explainSharedFailure } = await import('../../../../src/editor/text/sharedFailures.ts');

const explain = (code: UploadError['code'], options: UploadErrorOptions) =>
  explainFailure(new UploadError(code, 'for the log', { provider: 'comfyServer', ...options }), 'ComfyUI');

/** What each sentence says has to be done. */
const replies: Readonly<Record<Exclude<ReplyProblem, 'proxyLimit' | 'unusableName'>, RegExp>> = {
  webPage: /web page: another server .* or a sign-in page .*Open the endpoint in a browser/,
  otherServer: /Another kind of server .*Check the host and the port\./,
  wrongPath: /nothing at this path \(HTTP 404\)\. Check the port, and the path/,
  passwordRequired: /asks for a user name and password\. Set its authentication/,
  tokenRequired: /asks for a sign-in\. Set its authentication/,
  accessDenied: /denies access \(HTTP 404\)\..*set the authentication it expects, or allow this computer there\.$/,
  originRule: /as coming from another website .*keep the Host header .*--enable-cors-header\./,
  httpsRequired: /expects https\. Start the endpoint with https:\/\/\./,
};

const certificates: Readonly<Record<CertificateProblem, RegExp>> = {
  unknownIssuer:
    /trust the certificate of gpu-box:8188: .*operating system trusts\..*http\.proxyStrictSSL.*use http:\/\/ instead\.$/,
  expired: /certificate of gpu-box:8188 has expired\..*clock is wrong\.$/,
  notYetValid: /isn't valid yet\. Check this computer's clock\.$/,
  otherHost: /issued for another name\. Use that name in the endpoint\.$/,
  noTls: /gpu-box:8188 doesn't speak https\..*start the endpoint with http:\/\/\.$/,
};

describe('The sentence about a reply', () => {
  for (const [problem, expected] of Object.entries(replies)) {
    it(`says what to do: ${problem}`, () => {
      const replyProblem = problem as ReplyProblem;
      const { message, actions } = explain('rejected', { replyProblem, status: 404 });
      assert.match(message, expected);
      assert.ok(actions.includes('openSetting'));
    });
  }

  it('comes with a button for the authentication where somebody may have to sign in, at own servers only', () => {
    const asking = ['passwordRequired', 'tokenRequired', 'accessDenied', 'webPage', 'originRule'];
    for (const problem of Object.keys(replies)) {
      const replyProblem = problem as ReplyProblem;
      const { actions } = explain('rejected', { replyProblem });
      assert.equal(actions[0] === 'setAuthentication', asking.includes(problem), problem);
    }
    assert.equal(explain('redirected', { host: 'login.example.com' }).actions[0], 'setAuthentication');
    assert.ok(!explain('redirected', { provider: 'runway' }).actions.includes('setAuthentication'));
    assert.ok(!explain('keyRejected', {}).actions.includes('setAuthentication'));
  });

  it('names what answered', () => {
    const { message } = explain('unexpectedReply', { replyProblem: 'webPage', server: 'nginx' });
    assert.match(message, /\. The server identifies itself as nginx\.$/);
  });

  it('quotes a name that no workflow can use', () => {
    assert.equal(
      explain('unexpectedReply', { replyProblem: 'unusableName', providerMessage: '""' }).message,
      'ComfyUI stored the file under a name that no workflow can use. Its response: ""',
    );
  });

  it('names the limit that was not met: of the server, or of the proxy in front of it', () => {
    const tooLarge = { fileName: 'clip.mp4', status: 413 };
    assert.equal(
      explain('tooLargeForServer', { ...tooLarge, serverOption: '--max-upload-size' }).message,
      'clip.mp4 is larger than ComfyUI allows. Start it with a higher --max-upload-size.',
    );
    const ofProxy = { ...tooLarge, replyProblem: 'proxyLimit' } as const;
    assert.match(
      explain('tooLargeForServer', ofProxy).message,
      /^clip\.mp4 is larger than the proxy in front of ComfyUI allows\. .*client_max_body_size\.$/,
    );
    assert.match(
      explainSharedFailure(new UploadError('tooLargeForServer', '', ofProxy), {
        providerLabel: 'ComfyUI',
        names: ['a.mp4', 'b.mp4'],
      }),
      /^a\.mp4 and b\.mp4 are larger than the proxy in front of ComfyUI allows\. /,
    );
  });

  it('names the host of a redirect, with advice for servers that people run themselves', () => {
    const host = 'login.example.com';
    assert.match(
      explain('redirected', { host }).message,
      /redirect to login\.example\.com, which isn't followed .*If people sign in at login\.example\.com, set the authentication/,
    );
    assert.match(
      explain('redirected', { host, provider: 'runway' }).message,
      /redirect to login\.example\.com, .*Check the endpoint\.$/,
    );
  });

  it('says where a server that people run themselves explains its error', () => {
    assert.match(explain('serverError', { status: 500 }).message, /The terminal in which it runs shows why\.$/);
    assert.doesNotMatch(explain('serverError', { status: 500, provider: 'runway' }).message, /terminal/);
  });
});

describe('The sentence about a certificate', () => {
  for (const [problem, expected] of Object.entries(certificates)) {
    it(`says what to do: ${problem}`, () => {
      const certificateProblem = problem as CertificateProblem;
      assert.match(explain('tlsFailed', { certificateProblem, host: 'gpu-box:8188' }).message, expected);
    });
  }

  it('recommends no plain http for a provider that needs https', () => {
    for (const certificateProblem of ['unknownIssuer', 'noTls'] as const) {
      const options = { certificateProblem, host: 'api.runware.ai', provider: 'runware' } as const;
      assert.doesNotMatch(explain('tlsFailed', options).message, /http:\/\//);
    }
  });
});
