import { mebibyte } from '../units.ts';
import type { Provider, ProviderSession } from './provider.ts';
import { comfyServerAnswer, unexpected } from './replies/comfyServerReply.ts';
import {
  comfyLoaderNode,
  comfyMediaTypes,
  comfyReferences,
  comfyUploadBody,
  keptLifetime,
} from './replies/comfyUpload.ts';
import { isObject, isSuccess } from './replies/replyFields.ts';
import { comfyPrompt } from './run/comfyGraph.ts';

/** UTF-16 units of a path, the limit of Linux. */
const maxNameLength = 4096;
/** In bytes: `--max-upload-size` limits the whole request body, and the form around a file takes less than this. */
const maxFormLength = 4096;
const defaultMaxUpload = 100 * mebibyte;

export const comfyServer: Provider = {
  id: 'comfyServer',
  label: 'ComfyUI',
  documentationUrl: 'https://docs.comfy.org/development/comfyui-server/comms_routes',
  keyUrl: undefined,
  defaultEndpoint: 'http://127.0.0.1:8188',
  isSelfHosted: true,
  // Without a reverse proxy in front, ComfyUI is usually served over plain http, also to other machines.
  allowsPlainHttp: 'localNetwork',
  // No size limit: `--max-upload-size` is up to the server's owner. Above the default there is a warning.
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
  runPlan: (document) => comfyPrompt(document, { path: ['prompt'], headers: {} }),

  /** Without `overwrite`: an existing file of the same name is kept, and ours is stored under a new name. */
  async upload(asset, session) {
    const body = comfyUploadBody(asset, { type: 'input' });
    const reply = await session.send({ method: 'POST', path: 'upload/image', body });
    const stored = comfyServerAnswer(reply);
    if (stored.name === undefined) {
      throw unexpected(reply, 'otherServer');
    }
    return comfyReferences(stored, session.clock.now(), isStoredName);
  },

  warning: ({ size }) => (size > defaultMaxUpload - maxFormLength ? 'aboveServerDefault' : undefined),

  async checkConnection(session) {
    const version = await versionOf(session);
    return { account: typeof version === 'string' ? `ComfyUI ${version}` : '' };
  },

  /** `/view` returns the file; aiohttp, on which ComfyUI runs, answers a HEAD to every route that it has for GET. */
  async stillHolds({ value }, session) {
    const reply = await session.send({ method: 'HEAD', path: viewPath(value) });
    const { status, headers } = reply;
    const isPage = /^text\/html\b/i.test(headers['content-type'] ?? '');
    if (isSuccess(reply) && !isPage) {
      return true;
    }
    if (status !== 404 && !isSuccess(reply)) {
      comfyServerAnswer(reply);
    }
    // Without a body, the 404 of any other server looks the same as that of a ComfyUI whose folders were emptied.
    await versionOf(session);
    if (status === 404) {
      return false;
    }
    throw unexpected(reply, 'webPage');
  },
};

/** @throws UploadError where something other than ComfyUI answers */
async function versionOf(session: ProviderSession): Promise<unknown> {
  const reply = await session.send({ method: 'GET', path: 'system_stats' });
  const { system, devices } = comfyServerAnswer(reply);
  if (!isObject(system) || !Array.isArray(devices)) {
    throw unexpected(reply, 'otherServer');
  }
  return system.comfyui_version;
}

/**
 * The server drops the folder from a file's name, so that it has to be said by itself. An annotation such as ` [output]` stays
 * with the name, where the server looks for it.
 */
function viewPath(value: string): string {
  const slash = value.lastIndexOf('/');
  const subfolder = value.slice(0, Math.max(slash, 0));
  return `view?${new URLSearchParams({ filename: value.slice(slash + 1), subfolder, type: 'input' })}`;
}

/**
 * The file is stored under this name, however odd it looks (` cat.png`, `1`, `say %22hi%22.png`, `a/x.png`). Refused are only
 * control characters other than a tab, which servers don't escape, and names longer than any path.
 */
function isStoredName(name: string): boolean {
  return name !== '' && name.length <= maxNameLength && !/[^\P{Cc}\t]/u.test(name);
}
