import '../fakeVscode.ts';
import assert from 'node:assert/strict';
import { UploadError } from '../../../../src/core/errors.ts';
import { type Authentication, readAuthentication } from '../../../../src/core/uploads/accounts/authentication.ts';
import type { EditorLog } from '../../../../src/editor/services/editorLog.ts';
import { type FakeInputBox, fakeInputBoxes } from '../fakeInputBox.ts';
import * as vscode from '../vscodeModule.ts';
import { defaultConnection } from './connectionsOf.ts';

const { askForAuthentication } = await import('../../../../src/editor/connections/credentials/authenticationPrompt.ts');

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('The question for an authentication', () => {
  const before = { ...vscode.window };
  let boxes: FakeInputBox[];
  let saved: Authentication[];
  let accepts: (found: Authentication) => boolean;
  let answer: Promise<string>;

  after(() => Object.assign(vscode.window, before));

  /** @param methods what is picked, in turn; nothing closes the list */
  async function ask(...methods: string[]): Promise<void> {
    boxes = fakeInputBoxes();
    saved = [];
    accepts = () => true;
    Object.assign(vscode.window, {
      showQuickPick: async (items: readonly { readonly label: string }[]) => {
        const method = methods.shift();
        return items.find(({ label }) => label === method);
      },
    });
    answer = askForAuthentication({
      connection: defaultConnection('comfyServer'),
      log: {} as EditorLog,
      check: async (found) => {
        if (!accepts(found)) {
          throw new UploadError('rejected', 'x', { provider: 'comfyServer', replyProblem: 'passwordRequired' });
        }
      },
      save: async (found) => {
        saved.push(found);
        return undefined;
      },
    });
    await settled();
  }

  function box(): FakeInputBox {
    const last = boxes.at(-1);
    assert.ok(last && !last.isDisposed, 'no box is open');
    return last;
  }

  async function answered(...texts: string[]): Promise<void> {
    for (const text of texts) {
      await box().enter(text);
    }
    assert.equal(await answer, 'accepted');
    assert.deepEqual(
      saved.map((each) => readAuthentication(JSON.stringify(each))),
      saved,
      'it can be read again',
    );
  }

  it('takes a bearer token', async () => {
    await ask('Bearer token');
    assert.equal(box().password, true);
    await answered(' my-token ');
    assert.deepEqual(saved, [{ type: 'bearer', token: 'my-token' }]);
  });

  it('takes a user name and a password, whose blanks belong to it', async () => {
    await ask('User name and password');
    assert.equal(box().password, false);
    await box().enter('me');
    assert.equal(box().password, true);
    await answered(' open sesame ');
    assert.deepEqual(saved, [{ type: 'basic', user: 'me', password: ' open sesame ' }]);
  });

  it('takes the two values of Cloudflare Access, also together with the names they are copied with', async () => {
    await ask('Cloudflare Access service token');
    assert.equal(box().password, true);
    await answered('CF-Access-Client-Id: 88bf.access', 'cf-access-client-secret:5d2c');
    const headers = { 'CF-Access-Client-Id': '88bf.access', 'CF-Access-Client-Secret': '5d2c' };
    assert.deepEqual(saved, [{ type: 'headers', headers }]);
  });

  it('takes header fields until the next name is left empty', async () => {
    await ask('Header fields');
    await box().enter('X-API-Key');
    assert.match(box().prompt, /value of the header field X-API-Key/);
    assert.equal(box().password, true);
    await answered('abc', 'X-User', 'me', '');
    assert.deepEqual(saved, [{ type: 'headers', headers: { 'X-API-Key': 'abc', 'X-User': 'me' } }]);
  });

  for (const [method, valid, wrong, message] of [
    ['Bearer token', [], 'Bearer abc', /without the word Bearer/],
    ['Bearer token', [], '', /without the word Bearer/],
    ['User name and password', [], 'me:you', /user name can't contain a colon/],
    ['User name and password', ['me'], 'a\nb', /password can't contain line breaks/],
    ['Header fields', [], '', /Enter only the header's name/],
    ['Header fields', [], 'X-API-Key: abc', /Enter only the header's name/],
    ['Header fields', [], 'Content-Length', /Names reserved by HTTP can't be used\.$/],
    ['Header fields', ['X-API-Key'], 'naïve', /value of a header field can't/],
    ['Header fields', ['X-API-Key', 'abc'], 'x-api-key', /a value for this header field already/],
  ] as const) {
    it(`says what is wrong with ${JSON.stringify(wrong)} (${method}), without quoting it`, async () => {
      await ask(method);
      for (const text of valid) {
        await box().enter(text);
      }
      const { prompt } = box();
      await box().enter(wrong);
      assert.match(box().message, message);
      assert.ok(wrong === '' || !box().message.includes(wrong));
      assert.equal(box().prompt, prompt);
      assert.deepEqual(saved, []);
    });
  }

  it('tests them before it saves them, and saves what was refused only at a second Enter', async () => {
    await ask('User name and password');
    accepts = (found) => found.type === 'basic' && found.password === 'right';
    await box().enter('me');
    await box().enter('wrong');
    assert.equal(box().message, "ComfyUI didn't accept this. Check it, or press Enter again to save it anyway.");
    await box().enter('worse');
    assert.deepEqual(saved, []);
    await box().accept();
    assert.equal(await answer, 'accepted');
    assert.deepEqual(saved, [{ type: 'basic', user: 'me', password: 'worse' }]);
  });

  it('leads back to the box before, and from the first to the list', async () => {
    await ask('User name and password', 'Bearer token');
    await box().enter('me');
    await box().back();
    assert.match(box().prompt, /user name/);
    await box().back();
    await settled();
    await answered('my-token');
    assert.equal(saved[0]?.type, 'bearer');
  });

  it('keeps nothing when a box or the list is closed', async () => {
    await ask();
    assert.equal(await answer, 'back');
    await ask('User name and password');
    await box().enter('me');
    box().type('open sesame');
    await box().close();
    assert.deepEqual([await answer, saved], ['closed', []]);
  });
});
