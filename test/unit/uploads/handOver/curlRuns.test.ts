import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProviderId } from '../../../../src/core/providers/providerId.ts';
import type { Account } from '../../../../src/core/uploads/accounts/account.ts';
import type { FakeProvider, FakeProviderOptions } from '../../../fakes/fakeProvider.ts';
import { picture, uploadOnce, withFakeProvider } from '../../fakes/support.ts';
import { accountAt, curlFor } from './handedOver.ts';
import { isInstalled, runCommand } from './runCommand.ts';

/** Everything that means something to a shell, in a terminal, or in a here-document. */
const hostileTexts = [
  `'single' "double" \`touch pwned\` $(touch pwned) \${HOME} $HOME !! !touch ~ * ? [a] {b,c} # ; & | < > \\`,
  "it's\nEOF\nJSON\n'\n'EOF'\n';touch pwned;'\n",
  '\\" \\\\ \\n \\u0041 \\',
  'tabs\tand\r\nreturns, \u0000\u0007\u001b[31m \u007f\u009b',
  '猫 🐈 👨‍👩‍👧 \u202Egnp.exe \u2028 \ufeff \ud800',
  '--data @/etc/passwd',
  '%PATH% ^& ‘curly’ “quotes” „low‟',
];

interface Run {
  readonly provider: ProviderId;
  /** The variable with the key; none where the server asks for none. */
  readonly variable?: string;
  /** A document with a reference to what was uploaded. */
  document(reference: string, note: string): string;
  /** What the document is in what the provider accepted. */
  documentIn(accepted: Readonly<Record<string, unknown>>): unknown;
  /** What an accepted request is answered with. */
  readonly accepted: RegExp;
  /** What a wrong key is answered with. */
  readonly refused?: RegExp;
}

const comfyGraph = (image: unknown, note: string): string =>
  JSON.stringify(
    {
      1: { class_type: 'LoadImage', inputs: { image } },
      2: { class_type: 'CLIPTextEncode', inputs: { text: note } },
      3: { class_type: 'SaveImage', inputs: { images: ['1', 0] } },
    },
    undefined,
    2,
  );

const runs: readonly Run[] = [
  {
    provider: 'runningHub',
    variable: 'RUNNINGHUB_API_KEY',
    document: (fieldValue, note) =>
      JSON.stringify({
        webappId: '1937084629516193794',
        nodeInfoList: [
          { nodeId: '39', fieldName: 'image', fieldValue },
          { nodeId: '150:5', fieldName: 'text', fieldValue: note },
        ],
      }),
    documentIn: ({ apiKey: _, ...document }) => document,
    accepted: /"code":0,.*"taskStatus":"RUNNING"/,
    refused: /ApiKey verification failed/,
  },
  {
    provider: 'runware',
    variable: 'RUNWARE_API_KEY',
    document: (seedImage, note) =>
      JSON.stringify([
        {
          taskType: 'imageInference',
          taskUUID: '50836053-a0ee-4cf5-b9d6-ae7c5d140ada',
          model: 'runware:100@1',
          positivePrompt: note,
          seedImage,
        },
      ]),
    documentIn: (task) => [task],
    accepted: /"imageUUID"/,
    refused: /invalidApiKey/,
  },
  {
    provider: 'runway',
    variable: 'RUNWAYML_API_SECRET',
    document: (promptImage, promptText) =>
      JSON.stringify({ model: 'gen4_turbo', promptImage, promptText, ratio: '1280:720' }),
    documentIn: (document) => document,
    accepted: /^\{"id":"[0-9a-f-]{36}"\}$/,
    refused: /not valid/,
  },
  {
    provider: 'comfyServer',
    document: comfyGraph,
    documentIn: ({ prompt }) => prompt,
    accepted: /"prompt_id"/,
  },
  {
    provider: 'comfyCloud',
    variable: 'COMFY_API_KEY',
    document: comfyGraph,
    documentIn: ({ prompt }) => prompt,
    accepted: /"prompt_id"/,
    refused: /unauthorized/,
  },
  {
    provider: 'comfyApi',
    variable: 'COMFY_API_KEY',
    document: (id, note) => comfyGraph({ __type: 'core/ASSET', info: { id } }, note),
    documentIn: ({ workflow }) => workflow,
    accepted: /"status":"queued"/,
    refused: /unauthorized/,
  },
];

/** A fake server with one upload, and an account at it. */
function withUpload(
  { provider }: Pick<Run, 'provider'>,
  options: FakeProviderOptions,
  use: (fakeProvider: FakeProvider, account: Account, reference: string) => Promise<void>,
): Promise<void> {
  return withFakeProvider(provider, options, async (fakeProvider) => {
    await uploadOnce(fakeProvider, picture());
    const account = accountAt(provider, { endpoint: new URL(fakeProvider.url), key: fakeProvider.key });
    await use(fakeProvider, account, fakeProvider.files[0]?.reference ?? '');
  });
}

describe('The copied command, run by curl', function () {
  this.timeout(60_000);
  let folder: string;

  before(async function () {
    if (process.platform === 'win32' || !(await isInstalled('curl')) || !(await isInstalled('bash'))) {
      // There is nothing to run the commands with; curlCommand.test.ts compares their text everywhere.
      this.skip();
    }
    folder = await mkdtemp(join(tmpdir(), 'curl-'));
  });
  after(() => folder && rm(folder, { recursive: true }));

  for (const run of runs) {
    const { provider, variable } = run;
    const environmentOf = (key: string): Record<string, string> => (variable === undefined ? {} : { [variable]: key });

    describe(`at ${provider}`, () => {
      it('runs the document with the key from the environment', () =>
        withUpload(run, {}, async (fakeProvider, account, reference) => {
          const text = run.document(reference, 'a cat');
          const command = await curlFor(account, text);
          assert.ok(fakeProvider.key === '' || !command.includes(fakeProvider.key));
          const { output, errors } = await runCommand(command, {
            environment: environmentOf(fakeProvider.key),
            folder,
          });
          assert.match(output, run.accepted, errors);
          assert.deepEqual(
            fakeProvider.runs.map((json) => run.documentIn(JSON.parse(json))),
            [JSON.parse(text)],
          );
        }));

      it('sends hostile texts as they are, through bash and sh, and runs none of them', () =>
        withUpload(run, {}, async (fakeProvider, account, reference) => {
          for (const [index, shell] of (['bash', 'sh'] as const).entries()) {
            const text = run.document(reference, hostileTexts.join('\n')).replace('50836053', `5083605${index}`);
            const environment = environmentOf(fakeProvider.key);
            const { output, errors } = await runCommand(await curlFor(account, text), { shell, environment, folder });
            assert.match(output, run.accepted, errors);
            assert.deepEqual(run.documentIn(JSON.parse(fakeProvider.runs[index] ?? '')), JSON.parse(text));
          }
          assert.deepEqual(await readdir(folder), []);
        }));

      it('refuses a reference that nobody has uploaded', () =>
        withUpload(run, {}, async (fakeProvider, account) => {
          const command = await curlFor(account, run.document('./cat.png', 'a cat'));
          const { output } = await runCommand(command, { environment: environmentOf(fakeProvider.key) });
          assert.doesNotMatch(output, run.accepted);
          assert.deepEqual(fakeProvider.runs, []);
        }));

      if (run.refused !== undefined) {
        it('is refused without the right key', () =>
          withUpload(run, {}, async (fakeProvider, account, reference) => {
            const command = await curlFor(account, run.document(reference, 'a cat'));
            const { output } = await runCommand(command, { environment: environmentOf('another') });
            assert.match(output, run.refused ?? /./);
            assert.deepEqual(fakeProvider.runs, []);
          }));
      }
    });
  }

  it('runs a workflow of RunningHub by the id in its variable', () =>
    withUpload({ provider: 'runningHub' }, {}, async (fakeProvider, account, fieldValue) => {
      const text = JSON.stringify([{ nodeId: '39', fieldName: 'image', fieldValue }]);
      const environment = {
        RUNNINGHUB_API_KEY: fakeProvider.key,
        RUNNINGHUB_WORKFLOW_ID: '1850925505116598274',
      };
      const command = await curlFor(account, text, { index: 1 });
      assert.match((await runCommand(command, { environment })).output, /"taskStatus":"RUNNING"/);
      const without = await runCommand(command, { environment: { RUNNINGHUB_API_KEY: fakeProvider.key } });
      assert.match(without.output, /WORKFLOW_NOT_EXISTS/);
    }));

  it('runs a workflow made at Runway by the id in its variable', () =>
    withUpload({ provider: 'runway' }, {}, async (fakeProvider, account, uri) => {
      const text = JSON.stringify({ nodeOutputs: { node: { image: { type: 'image', uri } } } });
      const environment = {
        RUNWAYML_API_SECRET: fakeProvider.key,
        RUNWAY_WORKFLOW_ID: '0b1f7a52-8d3c-4f6e-9a51-2c7d8e9f0a1b',
      };
      assert.match((await runCommand(await curlFor(account, text), { environment })).output, /^\{"id":/);
    }));

  it('sends a workflow of 12 MB, which no argument can hold', () =>
    withUpload({ provider: 'comfyServer' }, {}, async (fakeProvider, account, reference) => {
      const text = comfyGraph(reference, `it's ${'long '.repeat(2_400_000)}`);
      const { output, errors } = await runCommand(await curlFor(account, text), { folder });
      assert.match(output, /"prompt_id"/, errors);
      assert.equal(fakeProvider.runs[0]?.length, text.length + '{"prompt":}'.length + '\\u0027'.length - 1);
    }));

  it('answers for a reverse proxy in front of an own ComfyUI', () => {
    const authorization = `Basic ${Buffer.from('me:a word').toString('base64')}`;
    return withFakeProvider('comfyServer', { proxyAsksFor: { authorization } }, async (fakeProvider) => {
      const account = accountAt('comfyServer', { endpoint: new URL(fakeProvider.url), headers: { authorization } });
      const command = await curlFor(account, '{"1":{"class_type":"PreviewAny","inputs":{}}}');
      const environment = { COMFY_SERVER_USER: 'me', COMFY_SERVER_PASSWORD: 'a word' };
      assert.match((await runCommand(command, { environment })).output, /"prompt_id"/);
      assert.match((await runCommand(command)).output, /401/);
    });
  });
});
