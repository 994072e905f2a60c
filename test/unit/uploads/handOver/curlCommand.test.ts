import assert from 'node:assert/strict';
import { accountAt, callsFor, curlFor, planFor } from './handedOver.ts';

const file = `openapi/${'0123456789abcdef'.repeat(4)}.png`;
const nodeInfo = `{"nodeId":"39","fieldName":"image","fieldValue":"${file}"}`;
const graph = '{"1":{"class_type":"LoadImage","inputs":{"image":"cat.png"}}}';

describe('The curl command that runs a document', () => {
  it('sends an AI app of RunningHub with its id, and the key in the header and in the body', async () => {
    const text = `{\n  "webappId": "1937084629516193794",\n  "nodeInfoList": [${nodeInfo}]\n}\n`;
    assert.equal(
      await curlFor(accountAt('runningHub'), text),
      [
        "curl --request POST 'https://www.runninghub.ai/task/openapi/ai-app/run' \\",
        '  --header "authorization: Bearer $RUNNINGHUB_API_KEY" \\',
        "  --header 'content-type: application/json' \\",
        `  --data-raw '{"apiKey":"'"$RUNNINGHUB_API_KEY"'",`,
        '  "webappId": "1937084629516193794",',
        `  "nodeInfoList": [${nodeInfo}]`,
        "}'",
      ].join('\n'),
    );
  });

  it('sends a workflow of RunningHub to the other call, and nothing else where the document names it', async () => {
    const account = accountAt('runningHub', { endpoint: new URL('https://www.runninghub.cn') });
    const text = `{"workflowId":"1850925505116598274","nodeInfoList":[${nodeInfo}]}`;
    assert.equal(callsFor(account, text).length, 1);
    assert.match(
      await curlFor(account, text),
      /^curl --request POST 'https:\/\/www\.runninghub\.cn\/task\/openapi\/create' /,
    );
  });

  it('leaves the id that a list of RunningHub lacks to a variable, for an app or for a workflow', async () => {
    for (const text of [
      `[${nodeInfo}]`,
      `{"nodeInfoList":[${nodeInfo}]}`,
      `{"webappId":"","nodeInfoList":[${nodeInfo}]}`,
    ]) {
      const [app, workflow] = [0, 1].map((index) => curlFor(accountAt('runningHub'), text, { index }));
      assert.match((await app) ?? '', /ai-app\/run.*"webappId":"'"\$RUNNINGHUB_WEBAPP_ID"'"/s);
      assert.match((await workflow) ?? '', /create.*"workflowId":"'"\$RUNNINGHUB_WORKFLOW_ID"'"/s);
    }
  });

  it('sends a list of tasks to Runware as it is, and one task in a list of its own', async () => {
    const task = '{"taskType":"imageUpscale","taskUUID":"50836053-a0ee-4cf5-b9d6-ae7c5d140ada","upscaleFactor":2}';
    const command = (body: string): string =>
      [
        "curl --request POST 'https://api.runware.ai/v1' \\",
        '  --header "authorization: Bearer $RUNWARE_API_KEY" \\',
        "  --header 'content-type: application/json' \\",
        `  --data-raw '${body}'`,
      ].join('\n');
    assert.equal(await curlFor(accountAt('runware'), `[${task}]`), command(`[${task}]`));
    assert.equal(await curlFor(accountAt('runware'), task), command(`[${task}]`));
  });

  it('gives each task of Runware the taskUUID that it lacks', async () => {
    const text = '[{"taskType":"a","taskUUID":"1"},{"taskType":"b","inputs":{"image":"x"}},{"taskType":"c"}]';
    const body = /--data-raw '(.*)'$/s.exec(await curlFor(accountAt('runware'), text))?.[1] ?? '';
    const tasks = JSON.parse(body) as readonly { readonly taskUUID: string }[];
    assert.equal(tasks[0]?.taskUUID, '1');
    const added = tasks.slice(1).map(({ taskUUID }) => taskUUID);
    assert.equal(new Set(added).size, 2);
    assert.ok(added.every((uuid) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/.test(uuid)));
  });

  it('sends a request to the call of Runway that its properties show', async () => {
    const text = '{"model":"gen4_turbo","promptImage":"runway://a","ratio":"1280:720"}';
    assert.equal(
      await curlFor(accountAt('runway'), text),
      [
        "curl --request POST 'https://api.dev.runwayml.com/v1/image_to_video' \\",
        '  --header "authorization: Bearer $RUNWAYML_API_SECRET" \\',
        "  --header 'x-runway-version: 2024-11-06' \\",
        "  --header 'content-type: application/json' \\",
        `  --data-raw '${text}'`,
      ].join('\n'),
    );
  });

  it('sends a workflow in API format to an own ComfyUI as its prompt, without any key', async () => {
    assert.equal(
      await curlFor(accountAt('comfyServer'), graph),
      [
        "curl --request POST 'http://127.0.0.1:8188/prompt' \\",
        "  --header 'content-type: application/json' \\",
        `  --data-raw '{"prompt":${graph}}'`,
      ].join('\n'),
    );
  });

  it('sends what is a request to ComfyUI already as it is', async () => {
    const request = `{"client_id":"me","prompt":${graph}}`;
    assert.ok((await curlFor(accountAt('comfyServer'), request)).endsWith(`--data-raw '${request}'`));
    const other = `{"workflow":${graph},"extra_data":{}}`;
    assert.ok((await curlFor(accountAt('comfyServer'), other)).endsWith(`--data-raw '{"prompt":${graph}}'`));
  });

  it('sends a workflow to Comfy Cloud and to Comfy API v2, each in its own way', async () => {
    assert.equal(
      await curlFor(accountAt('comfyCloud'), graph),
      [
        "curl --request POST 'https://cloud.comfy.org/api/prompt' \\",
        '  --header "x-api-key: $COMFY_API_KEY" \\',
        "  --header 'content-type: application/json' \\",
        `  --data-raw '{"prompt":${graph}}'`,
      ].join('\n'),
    );
    assert.equal(
      await curlFor(accountAt('comfyApi'), `{"prompt":${graph}}`),
      [
        "curl --request POST 'https://cloud.comfy.org/api/v2/jobs' \\",
        '  --header "authorization: Bearer $COMFY_API_KEY" \\',
        "  --header 'content-type: application/json' \\",
        `  --data-raw '{"workflow":${graph}}'`,
      ].join('\n'),
    );
  });

  it('sends no key to a server of Comfy API v2 that needs none', async () => {
    const endpoint = new URL('http://127.0.0.1:8189');
    assert.doesNotMatch(await curlFor(accountAt('comfyApi', { endpoint }), graph), /COMFY_API_KEY/);
    assert.match(await curlFor(accountAt('comfyApi', { endpoint, key: 'k'.repeat(20) }), graph), /\$COMFY_API_KEY/);
  });

  it('is not there for a workflow in UI format, nor for a document that only contains a request', () => {
    const ui = '{"nodes":[{"type":"LoadImage","widgets_values":["cat.png","image"]}],"links":[]}';
    for (const provider of ['comfyServer', 'comfyCloud', 'comfyApi'] as const) {
      assert.deepEqual(planFor(accountAt(provider), ui), { problem: 'uiFormat' });
      assert.deepEqual(planFor(accountAt(provider), '{"1":{"inputs":{}}}'), { problem: 'otherFormat' });
    }
    for (const provider of ['runningHub', 'runware', 'runway'] as const) {
      for (const text of ['{}', '[]', '"a"', 'null', '{"jobs":[{"taskType":"imageInference"}]}']) {
        assert.deepEqual(planFor(accountAt(provider), text), { problem: 'otherFormat' });
      }
    }
  });

  it('keeps every digit of a seed', async () => {
    const seeded = '{"1":{"class_type":"KSampler","inputs":{"seed":18446744073709551615,"cfg":1.10}}}';
    assert.ok((await curlFor(accountAt('comfyServer'), seeded)).includes(seeded));
  });

  describe("at a server of one's own", () => {
    const at = (endpoint: string, headers: Record<string, string> = {}) =>
      curlFor(accountAt('comfyServer', { endpoint: new URL(endpoint), headers }), graph);

    it('keeps the prefix of a reverse proxy, and not what in it may be a key', async () => {
      assert.match(
        await at('https://gpu.example/comfy/'),
        /^curl --request POST 'https:\/\/gpu\.example\/comfy\/prompt' /,
      );
      const command = await at('https://www.runninghub.cn/proxy/0123456789abcdef0123456789abcdef');
      assert.match(
        command,
        /^curl --request POST 'https:\/\/www\.runninghub\.cn\/proxy\/'"\$COMFY_SERVER_ENDPOINT_KEY"'\/prompt' /,
      );
      assert.doesNotMatch(command, /0123456789abcdef/);
    });

    it('has the authentication in variables', async () => {
      const basic = `Basic ${Buffer.from('me:secret-word').toString('base64')}`;
      assert.match(
        await at('https://gpu.example', { authorization: basic }),
        /\n {2}--user "\$COMFY_SERVER_USER"':'"\$COMFY_SERVER_PASSWORD" \\\n/,
      );
      assert.match(
        await at('https://gpu.example', { authorization: 'Bearer secret-token' }),
        /\n {2}--header "authorization: Bearer \$COMFY_SERVER_TOKEN" \\\n/,
      );
      const fields = { 'cf-access-client-id': 'secret-id', 'cf-access-client-secret': 'secret-word' };
      const command = await at('https://gpu.example', fields);
      assert.match(command, /\n {2}--header "cf-access-client-id: \$CF_ACCESS_CLIENT_ID" \\\n/);
      assert.match(command, /\n {2}--header "cf-access-client-secret: \$CF_ACCESS_CLIENT_SECRET" \\\n/);
      assert.doesNotMatch(command, /secret-/);
    });

    it('takes an IPv6 address for an address, not for a pattern', async () => {
      assert.match(await at('http://[::1]:8188'), /'http:\/\/\[::1\]:8188\/prompt' \\\n {2}--globoff \\/);
    });
  });

  describe('never holds a key that is in the document', () => {
    const key = '0123456789abcdef0123456789abcdee';

    it('where the provider asks for it', async () => {
      for (const apiKey of [`"${key}"`, '"short"', 'null']) {
        const text = `{"nodeInfoList":[${nodeInfo}],"webappId":"1937084629516193794","apiKey":${apiKey}}`;
        const command = await curlFor(accountAt('runningHub', { key }), text);
        assert.ok(command.includes(`"apiKey":"'"$RUNNINGHUB_API_KEY"'"}'`), command);
        assert.equal(command.match(/apiKey/g)?.length, 1);
      }
    });

    it("where a task authenticates, and wherever else the account's own key is", async () => {
      const text = `[{"taskType":"authentication","taskUUID":"1","apiKey":"${key}"},{"taskType":"b","taskUUID":"2","note":"use ${key}!"}]`;
      const command = await curlFor(accountAt('runware', { key }), text);
      assert.ok(!command.includes(key));
      assert.ok(command.includes(`"apiKey":"'"$RUNWARE_API_KEY"'"`));
      assert.ok(command.includes(`"note":"use '"$RUNWARE_API_KEY"'!"`));
    });

    it('where it belongs to another provider', async () => {
      const comfyKey = `comfyui-${'0123456789abcdef'.repeat(4)}`;
      const text = `{"prompt":${graph},"extra_data":{"api_key_comfy_org":"${comfyKey}"}}`;
      const command = await curlFor(accountAt('comfyServer'), text);
      assert.ok(!command.includes('comfyui-'));
      assert.ok(command.includes(`"api_key_comfy_org":"'"$COMFY_API_KEY"'"`));
    });
  });

  describe('for PowerShell', () => {
    it('pipes the body to curl.exe in ASCII, and takes keys from its environment', async () => {
      const text = `{\n\t"webappId": "1937084629516193794",\n\t"nodeInfoList": [{"nodeId":"1","fieldName":"text","fieldValue":"a cat’s 猫 'quote' $(x) \`n"}]\n}`;
      assert.equal(
        await curlFor(accountAt('runningHub'), text, { shell: 'powerShell' }),
        [
          `('{"apiKey":"' + $env:RUNNINGHUB_API_KEY + '",`,
          '  "webappId": "1937084629516193794",',
          '  "nodeInfoList": [{"nodeId":"1","fieldName":"text","fieldValue":"a cat\\u2019s \\u732b \\u0027quote\\u0027 $(x) `n"}]',
          "}') |",
          "curl.exe --request POST 'https://www.runninghub.ai/task/openapi/ai-app/run' `",
          '  --header "authorization: Bearer $env:RUNNINGHUB_API_KEY" `',
          "  --header 'content-type: application/json' `",
          "  --data-binary '@-'",
        ].join('\n'),
      );
    });
  });
});
