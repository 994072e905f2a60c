import type { Asset } from '../asset/asset.ts';
import { media, nameWithUsualExtension } from '../asset/mediaTypes.ts';
import { jsonBody } from '../http/bodies/jsonBodies.ts';
import { type MultipartPart, multipartBody } from '../http/bodies/multipartBody.ts';
import type { HttpReply } from '../http/httpClient.ts';
import { mebibyte, megabyte } from '../units.ts';
import type { Provider, ProviderSession } from './provider.ts';
import { type ChoiceSetting, chosen } from './providerSetting.ts';
import { fileNameLifetime, readData, readUpload, reasonForOlderPath } from './replies/runningHubReply.ts';
import { runningHubTask } from './run/runningHubTask.ts';

/** "The maximum size of a single file for all types is 30MB", without saying which kind of MB. */
const size = { maxBytes: 30 * mebibyte, warnAboveBytes: 30 * megabyte };

/** Which generation of the upload API is used. */
const api = {
  name: 'api',
  description: "Which of RunningHub's upload APIs to use.",
  choices: {
    auto: "The newer API; the original one for ZIP files, and where the newer one isn't available or finds a file too large.",
    v2: 'Always the newer API (`/openapi/v2/media/upload/binary`).',
    v1: 'Always the original API (`/task/openapi/upload`).',
  },
} as const satisfies ChoiceSetting;

/** Names of the inputs in the loader nodes RunningHub documents: `video`, where ComfyUI's own loader has `file`. */
const fieldNames = { image: 'image', video: 'video', audio: 'audio', archive: 'upload', model: 'model_file' } as const;

/** `api/<hash>.<ext>` (v1), `openapi/<hash>.<ext>` (v2), `<hash>` (a ZIP), `<hash>.<ext>` (uploaded in the browser). */
const fileNamePattern = /^(?:(?:open)?api\/)?[0-9a-f]{64}(?:\.[a-z0-9]{1,5})?$/i;

/** The ones without a folder: any file may be named after its hash, and Comfy Cloud names all its files that way. */
const hashNames = /^[0-9a-f]{64}(?:\.[a-z0-9]{1,5})?$/i;

export const runningHub: Provider = {
  id: 'runningHub',
  label: 'RunningHub',
  documentationUrl: 'https://www.runninghub.ai/runninghub-api-doc-en/api-425761099',
  keyUrl: 'https://www.runninghub.ai/enterprise-api/consumerApi',
  environmentKey: 'RUNNINGHUB_API_KEY',
  defaultEndpoint: 'https://www.runninghub.ai',
  limits: [
    { kind: 'image', mediaTypes: [media.jpeg, media.png, media.webp], ...size },
    { kind: 'video', mediaTypes: [media.mp4, media.avi, media.mov, media.mkv], ...size },
    { kind: 'audio', mediaTypes: [media.mp3, media.wav, media.flac], ...size },
    { kind: 'archive', mediaTypes: [media.zip], ...size },
  ],
  references: [
    {
      form: 'fileName',
      shape: 'name',
      pattern: fileNamePattern,
      hashNames,
      hint: { length: 64 },
      isDistinctive: true,
      // RunningHub runs ComfyUI, and its loaders take these names as others take the names of their input folder.
      fits: { nodeInfo: 1, comfyLoader: 3 },
    },
    { form: 'downloadUrl', shape: 'url', fits: { publicUrl: 1 } },
  ],
  settings: [api],
  // "If a file exceeds 30MB, please upload it to cloud storage and pass the file's public direct-link URL to the
  // corresponding loading node", but "the size of compressed files must be limited to within 30MB".
  takesLinks: { place: 'publicUrl', maxBytes: { archive: size.maxBytes } },
  texts: {
    endpoint: 'API keys belong to one site: use `https://www.runninghub.cn` with a key made there.',
    reference: '`fileName` (and a link for model APIs)',
    lifetime: 'not documented; the link 1 day',
    key: ' or .cn (keys belong to one site)',
  },
  lifetime: () => fileNameLifetime,
  // "After that [1 day] it cannot be reached by URL": until then anyone can follow the newer API's link.
  audience: (kind, options) =>
    chosen(api, options) === 'v2' || (chosen(api, options) === 'auto' && kind !== 'archive')
      ? 'anyoneWithLink'
      : 'undocumented',
  requestSnippet: (kind, value) => ({ nodeId: '', fieldName: fieldNames[kind], fieldValue: value }),
  runPlan: runningHubTask,
  suits: ({ reference }, options) => {
    const wanted = chosen(api, options);
    return wanted === 'auto' || (wanted === 'v2') === reference.value.startsWith('openapi/');
  },

  async upload(asset, session) {
    const wanted = chosen(api, session.options);
    // Only the older API documents ZIPs, whose references are bare hashes for LoadImages(zip).
    if (wanted === 'v1' || (wanted === 'auto' && asset.kind === 'archive')) {
      return readUpload(await sendToV1(asset, session), session.clock.now());
    }
    const reply = await sendToV2(asset, session);
    const reason = wanted === 'auto' ? reasonForOlderPath(reply) : undefined;
    if (reason === undefined) {
      return readUpload(reply, session.clock.now());
    }
    session.warn(`${reason}; using the older upload path`);
    return readUpload(await sendToV1(asset, session), session.clock.now());
  },

  /** Documented as `POST /uc/openapi/accountStatus` with a lower-case `apikey`. */
  async checkConnection(session) {
    const body = jsonBody({ apikey: session.key });
    const data = readData(await session.send({ method: 'POST', path: 'uc/openapi/accountStatus', body }));
    const coins = data.remainCoins;
    const money = data.remainMoney;
    const parts = [
      coins === undefined || coins === null ? '' : `${coins} coins`,
      money === undefined || money === null ? '' : `${money} ${data.currency ?? ''}`,
    ];
    return { account: parts.filter((part) => part !== '').join(', ') };
  },
};

/**
 * The older API, with the fields and order of its documentation: key in the header and in the body, `fileType=input`.
 */
function sendToV1(asset: Asset, session: ProviderSession): Promise<HttpReply> {
  return session.send({
    method: 'POST',
    path: 'task/openapi/upload',
    headers: { authorization: `Bearer ${session.key}` },
    body: multipartBody([
      { name: 'apiKey', value: session.key },
      filePart(asset),
      { name: 'fileType', value: 'input' },
    ]),
  });
}

/** RunningHub goes by the extension, and documents the usual ones only. */
function filePart(asset: Asset): MultipartPart {
  return { name: 'file', asset, fileName: nameWithUsualExtension(asset.uploadName, asset.mediaType) };
}

/** The newer API: one part, and the server detects the type. */
function sendToV2(asset: Asset, session: ProviderSession): Promise<HttpReply> {
  return session.send({
    method: 'POST',
    path: 'openapi/v2/media/upload/binary',
    headers: { authorization: `Bearer ${session.key}` },
    body: multipartBody([filePart(asset)]),
  });
}
