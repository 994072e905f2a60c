import assert from 'node:assert/strict';
import { uploadErrorCodes } from '../../../src/core/errorCodes.ts';
import { UploadError } from '../../../src/core/errors.ts';
import type { ProviderId } from '../../../src/core/providers/providerId.ts';
import type { ProviderOptions } from '../../../src/core/providers/providerSetting.ts';
import { providerById } from '../../../src/core/providers/registry.ts';
import { mebibyte, megabyte } from '../../../src/core/units.ts';
import type { Account } from '../../../src/core/uploads/accounts/account.ts';
import {
  canOverflow,
  isRefusal,
  type OverflowQuestion,
  planOverflow,
  refusedUploads,
} from '../../../src/core/uploads/plan/overflow.ts';
import { type PlanQuestion, planUploads } from '../../../src/core/uploads/plan/planUploads.ts';
import type { UploadPlan } from '../../../src/core/uploads/plan/uploadPlan.ts';
import { findReferences } from '../../../src/core/workflow/scan/findReferences.ts';
import { scanWorkflow } from '../../../src/core/workflow/scan/scanWorkflow.ts';

const presigned: ProviderOptions = { bucket: 'media' };
const onCdn: ProviderOptions = { bucket: 'media', links: 'public', publicBaseUrl: 'https://cdn.example.com/media' };

function storage(options: ProviderOptions, endpoint = 'https://s3.example.com') {
  return { provider: providerById('s3'), endpoint: new URL(endpoint), options };
}

function reader(id: ProviderId, endpoint = providerById(id).defaultEndpoint ?? '') {
  return { provider: providerById(id), endpoint: new URL(endpoint) };
}

const video = { mediaType: 'video/mp4', size: 34 * megabyte };

/** Which references the only file in a document accepts. */
function fitsIn(document: unknown): NonNullable<OverflowQuestion['fits']> {
  const [input] = scanWorkflow(JSON.stringify(document)).inputs;
  assert.ok(input);
  return input.fits;
}

const node = (nodeName: string, fieldName: string) => ({
  nodeInfoList: [{ nodeId: '1', nodeName, fieldName, fieldValue: 'clip.mp4' }],
});

describe('A file that a provider refuses', () => {
  it('goes to a storage where the input takes a link', () => {
    const runningHub = reader('runningHub');
    const cases: readonly (readonly [string, unknown, OverflowQuestion['reader'], boolean])[] = [
      ['a node that loads from an address', node('LoadVideoFromUrl', 'url'), runningHub, true],
      ['a model API', { model: 'x', videoUrl: 'clip.mp4' }, runningHub, true],
      ['a loader that takes a name', node('LoadVideo', 'video'), runningHub, false],
      ['a loader whose nodes upload', node('VHS_LoadVideo', 'video'), runningHub, false],
      ['any parameter of Runware', [{ taskType: 'videoInference', inputVideo: 'clip.mp4' }], reader('runware'), true],
      ['other JSON without an address', { picture: 'clip.mp4' }, runningHub, false],
    ];
    for (const [name, document, by, expected] of cases) {
      const question = { file: video, reader: by, fits: fitsIn(document) };
      assert.equal(canOverflow(storage(presigned), question), expected, name);
    }
  });

  it('goes to a storage for Runway only with a public link that begins with https and a host name', () => {
    const tiny = { mediaType: 'image/png', size: 300 };
    const fits = fitsIn({ model: 'gen4', promptImage: 'clip.png' });
    const question = { file: tiny, reader: reader('runway'), fits };
    assert.equal(canOverflow(storage(onCdn), question), true);
    assert.equal(canOverflow(storage(presigned), question), false, 'it answers no request for headers');
    for (const publicBaseUrl of ['http://cdn.example.com', 'https://198.51.200.7/media', 'https://[2a00:1450::1]/m']) {
      assert.equal(canOverflow(storage({ ...onCdn, publicBaseUrl }), question), false, publicBaseUrl);
    }
  });

  it("isn't offered to a storage if the reader refuses it by link as well", () => {
    const runway = (mediaType: string, size: number): boolean =>
      canOverflow(storage(onCdn), { file: { mediaType, size }, reader: reader('runway') });
    assert.equal(runway('image/gif', megabyte), false);
    assert.equal(runway('image/png', 16 * megabyte), true);
    assert.equal(runway('image/png', 16 * megabyte + 1), false);
    assert.equal(runway('video/mp4', 32 * megabyte), true);
    assert.equal(runway('video/mp4', 250 * megabyte), false);
    const zip = (size: number): boolean =>
      canOverflow(storage(presigned), { file: { mediaType: 'application/zip', size }, reader: reader('runningHub') });
    assert.equal(zip(30 * mebibyte), true);
    assert.equal(zip(30 * mebibyte + 1), false, 'compressed files are limited whatever way they come');
    const archive = { mediaType: 'application/zip', size: megabyte };
    assert.equal(canOverflow(storage(presigned), { file: archive, reader: reader('runware') }), false);
  });

  it("isn't offered to a storage that doesn't take it, or to itself", () => {
    const huge = { mediaType: 'video/mp4', size: 6_000_000_000 };
    assert.equal(canOverflow(storage(presigned), { file: huge, reader: reader('runningHub') }), false);
    const unknown = { mediaType: undefined, size: megabyte };
    assert.equal(canOverflow(storage(presigned), { file: unknown, reader: reader('runningHub') }), false);
    const itself = reader('s3', 'https://s3.example.com');
    assert.equal(canOverflow(storage(presigned), { file: video, reader: itself }), false);
  });

  it("isn't offered to a provider whose references aren't links, or for one that takes none", () => {
    const runware = { ...reader('runware'), options: {} };
    assert.equal(canOverflow(runware, { file: video, reader: reader('runningHub') }), false);
    assert.equal(canOverflow(storage(presigned), { file: video, reader: reader('comfyServer') }), false);
  });

  it("isn't offered to a storage in the local network where the reader is elsewhere", () => {
    const near = storage(presigned, 'http://nas.local:9000');
    assert.equal(canOverflow(near, { file: video, reader: reader('runningHub') }), false);
    assert.equal(canOverflow(near, { file: video, reader: reader('runningHub', 'http://127.0.0.1:8000') }), true);
    const base = { ...onCdn, publicBaseUrl: 'http://192.168.1.7/media' };
    assert.equal(canOverflow(storage(base), { file: video, reader: reader('runningHub') }), false);
  });

  it("isn't offered to a storage whose links would begin with something that isn't an address", () => {
    for (const publicBaseUrl of ['', 'cdn.example.com', 'https://']) {
      const unfinished = storage({ ...onCdn, publicBaseUrl });
      assert.equal(canOverflow(unfinished, { file: video, reader: reader('runningHub') }), false, publicBaseUrl);
    }
  });
});

describe("A storage's link in a document", () => {
  const link = 'https://s3.example.com/media/workflow-assets/0123abcd.mp4?X-Amz-Expires=604800&X-Amz-Signature=42';
  const documents = {
    'a node of RunningHub': { nodeInfoList: [{ nodeId: '1', fieldName: 'url', fieldValue: link }] },
    'a model of RunningHub': { model: 'x', videoUrl: link },
    'a task of Runware': [{ taskType: 'videoInference', inputVideo: link }],
    'a request to Runway': { model: 'gen4_aleph', videoUri: link },
    'a workflow of ComfyUI': { '1': { class_type: 'VHS_LoadVideoPath', inputs: { video: link } } },
    'other JSON': { clips: [{ download: link }] },
  };

  for (const [name, document] of Object.entries(documents)) {
    it(`is found to be renewed in ${name}`, async () => {
      const wanted = [{ provider: 's3', form: 'presignedUrl', value: link }] as const;
      const found = await findReferences(JSON.stringify(document), wanted);
      assert.deepEqual(
        found.map(({ value }) => value),
        [link],
      );
    });
  }
});

describe('The overflow of a plan', () => {
  const nothing = { findByReference: () => undefined, findByFile: () => [], hasSize: () => false };

  function question(account: Account): PlanQuestion {
    const scope = { provider: account.provider.id, origin: account.endpoint.origin, account: '' };
    return { account, scope, history: nothing, reuse: true, now: 0, uriOf: (file) => `file://${file}` };
  }

  /** @param sizes of the files that the document names, by their paths */
  function planOf(document: unknown, sizes: Readonly<Record<string, number>>): UploadPlan {
    const located = scanWorkflow(JSON.stringify(document)).inputs.map((input) => {
      const path = `/project/${input.value}`;
      const file = {
        file: path,
        realPath: path,
        containment: 'inside',
        workspaceFolder: '/project',
        mtimeMs: 0,
      } as const;
      return { document: 'file:///w.json', input, file: { ...file, size: sizes[input.value] ?? 0 } };
    });
    return planUploads(located, question({ ...reader('runningHub'), key: 'key', options: {} }));
  }

  const item = (nodeId: string, fieldName: string, fieldValue: string) => ({ nodeId, fieldName, fieldValue });
  const bucket = question({ ...storage(presigned), key: '' });
  const overflowOf = (plan: UploadPlan) => planOverflow(plan, refusedUploads(plan), bucket);

  it('has the files that are refused, for the places that take a link', () => {
    const nodeInfoList = [
      item('1', 'url', 'big.mp4'),
      item('2', 'video', 'big.mp4'),
      item('3', 'url', 'small.mp4'),
      item('4', 'url', 'a.webm'),
      item('5', 'url', 'empty.mp4'),
    ];
    const plan = planOf({ nodeInfoList }, { 'big.mp4': 34 * megabyte, 'small.mp4': megabyte, 'a.webm': megabyte });
    const overflow = overflowOf(plan);
    assert.deepEqual(
      overflow?.uploads.map(({ uri, form, obstacle, places }) => [
        uri,
        form,
        obstacle,
        places.map(({ input }) => input.path[1]),
      ]),
      [
        ['file:///project/big.mp4', 'presignedUrl', undefined, [0]],
        ['file:///project/a.webm', 'presignedUrl', undefined, [3]],
      ],
    );
    assert.equal(overflow?.account.provider.id, 's3');
  });

  it('is none where nothing is refused, or nothing takes a link', () => {
    const small = planOf({ nodeInfoList: [item('1', 'url', 'a.mp4')] }, { 'a.mp4': megabyte });
    assert.equal(overflowOf(small), undefined);
    const named = planOf({ nodeInfoList: [item('1', 'video', 'a.mp4')] }, { 'a.mp4': 34 * megabyte });
    assert.deepEqual(
      refusedUploads(named).map(({ uri }) => uri),
      ['file:///project/a.mp4'],
    );
    assert.equal(overflowOf(named), undefined);
  });
});

describe('A refusal', () => {
  it('is a failure that another recipient may not have', () => {
    const codes = uploadErrorCodes.filter((code) => isRefusal(new UploadError(code, 'Refused')));
    assert.deepEqual(codes, ['fileTooSmall', 'fileTooLarge', 'imageTooLarge', 'typeUnsupported', 'tooLargeForServer']);
    assert.equal(isRefusal(new Error('fileTooLarge')), false);
  });
});
