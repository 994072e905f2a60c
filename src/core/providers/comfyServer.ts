import { UploadError } from '../errors.ts';
import type { HttpReply } from '../http/httpClient.ts';
import { failureOfStatus } from '../http/replies.ts';
import type { Provider } from './provider.ts';
import {
  comfyLoaderNode,
  comfyMediaTypes,
  comfyMessage,
  comfyReferences,
  comfyUploadBody,
  keptLifetime,
} from './replies/comfyUpload.ts';
import { isObject, isSuccess, objectOf } from './replies/replyFields.ts';

export const comfyServer: Provider = {
  id: 'comfyServer',
  label: 'ComfyUI',
  documentationUrl: 'https://docs.comfy.org/development/comfyui-server/comms_routes',
  keyUrl: undefined,
  defaultEndpoint: 'http://127.0.0.1:8188',
  isSelfHosted: true,
  // A GPU machine in the next room serves ComfyUI by plain http: it has no other.
  allowsPlainHttp: 'localNetwork',
  // No size limit: `--max-upload-size` is up to the server's owner (100 MB by default), and reported as 413.
  limits: [
    { kind: 'image', mediaTypes: comfyMediaTypes.image },
    { kind: 'video', mediaTypes: comfyMediaTypes.video },
    { kind: 'audio', mediaTypes: comfyMediaTypes.audio },
  ],
  // No pattern: the server keeps the file's name, so a reference looks like any other file name.
  references: [{ form: 'inputName', shape: 'name', fits: { comfyLoader: 1 } }],
  texts: {
    name: 'your own ComfyUI',
    endpoint: 'A path in it is kept, for example the prefix of a reverse proxy.',
    reference: 'name, with subfolder',
    size: "the server's own limit (100 MB unless started with `--max-upload-size`)",
  },
  lifetime: () => keptLifetime,
  // `GET /view` returns every file, and no route asks for authentication.
  audience: () => 'anyoneReachingServer',
  requestSnippet: comfyLoaderNode,

  /** Without `overwrite`: an existing file of the same name is kept, and ours is stored under a new name. */
  async upload(asset, session) {
    const body = comfyUploadBody(asset, { type: 'input' });
    const reply = await session.send({ method: 'POST', path: 'upload/image', body });
    if (!isSuccess(reply)) {
      throw failure(reply);
    }
    // The file is stored under this name, whatever it looks like: ` cat.png`, `1`.
    return comfyReferences(reply, session.clock.now(), (name) => name !== '');
  },

  async checkConnection(session) {
    const reply = await session.send({ method: 'GET', path: 'system_stats' });
    if (!isSuccess(reply)) {
      throw failure(reply);
    }
    const { system, devices } = objectOf(reply);
    if (!isObject(system) || !Array.isArray(devices)) {
      throw new UploadError('unexpectedReply', "The server that answered isn't ComfyUI");
    }
    const version = system.comfyui_version;
    return { account: typeof version === 'string' ? `ComfyUI ${version}` : '' };
  },
};

/**
 * ComfyUI refuses with an empty 400 or 403, and aiohttp with a 413 in plain text. There is no key: where a proxy in
 * front answers 401 or 403, "didn't accept the API key" would send people looking for one.
 */
function failure(reply: HttpReply): UploadError {
  const providerMessage = comfyMessage(reply);
  const { status } = reply;
  if (status === 401 || status === 403) {
    return new UploadError('rejected', `ComfyUI answered with status ${status}`, { status, providerMessage });
  }
  const failed = failureOfStatus(reply, { providerMessage });
  return failed.code === 'tooLargeForServer'
    ? new UploadError(failed.code, failed.message, { ...failed.details, serverOption: '--max-upload-size' })
    : failed;
}
