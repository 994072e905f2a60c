import { providersOfKey } from '../../providers/keyForms.ts';
import type { ProviderId } from '../../providers/providerId.ts';
import { type StepOptions, stepsInTurns } from '../../timeSlice.ts';
import type { DialectId, StringToken } from '../mediaInput.ts';

/** A string of a workflow that is an API key. */
export interface KeyInFile extends StringToken {
  /** The key itself, without `Bearer`. */
  readonly key: string;
  /** Whose key it is; `undefined` where the document doesn't say. */
  readonly provider: ProviderId | undefined;
}

/** UTF-16 units searched in one step; well below a millisecond of work. */
const stepLength = 64 * 1024;
/** UTF-16 units of the longest property with a key. */
const overlap = 512;
/** More warnings about one document help nobody. */
const maxKeys = 20;

/**
 * A string of letters, digits, `-` and `_`, with the name of its property if it is the value of one. Each repetition is
 * bounded, so a search takes time proportional to the text. A quote after a backslash belongs to JSON inside a string.
 */
const tokenString = /(?<!\\)"(?:([\w-]{1,40})"\s{0,16}:\s{0,16}")?((?:Bearer )?([\w-]{24,256}))"/g;

/** In everything that counts below. Looking for it first makes a document without keys cost next to nothing. */
const hint = /api[-_]?key|api[-_]?secret|authorization|key_[0-9a-f]|comfyui-/i;

/** Names of properties whose value is a key: `apiKey`, `X-API-Key`, `RUNWARE_API_KEY`, `Authorization`. */
const keyName = /(?:^|[-_])(?:api[-_]?key|api[-_]?secret|authorization)$/i;
/** What ComfyUI's API takes beside a workflow, for nodes that call paid services. */
const comfyKeyName = /^api_key_comfy_org$/i;

const placeholder = /your|example|placeholder|replace|insert|dummy|sample|redacted|secret|token|api.?key|xxxx|here/i;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Finds API keys in a document of a known format. A wrong warning is worse than none, so a string counts only
 * - if it has the form of a Runway key (`key_` and 128 hexadecimal digits) or of a Comfy key (`comfyui-` and 64), wherever
 *   it is;
 * - or, in documents for RunningHub, Runware or Runway, if it is the value of a property named like a key and looks random:
 *   24 to 256 letters, digits, `-` and `_`, with digits and letters and ten different characters among them, neither a
 *   UUID nor a placeholder such as `YOUR_API_KEY`. `Bearer` may precede it.
 *
 * In ComfyUI's own formats, such a property belongs to a custom node that needs its key right there, so only
 * `api_key_comfy_org` counts. Other JSON is configuration of other programs, and isn't searched.
 * @throws CancelledError
 */
export async function findKeysInSlices(
  text: string,
  dialect: DialectId | undefined,
  options: StepOptions = {},
): Promise<readonly KeyInFile[]> {
  return dialect === undefined || dialect === 'generic' ? [] : stepsInTurns(findKeys(text, dialect), options);
}

function* findKeys(text: string, dialect: DialectId): Generator<undefined, readonly KeyInFile[], undefined> {
  const found: KeyInFile[] = [];
  let searched = 0;
  for (let start = 0; start < text.length && found.length < maxKeys; start += stepLength) {
    // One character more at the beginning, to see a backslash.
    const from = Math.max(0, start - 1);
    const piece = text.slice(from, start + stepLength + overlap);
    for (const match of hint.test(piece) ? piece.matchAll(tokenString) : []) {
      const [whole, name, value = '', key = ''] = match;
      const end = from + match.index + whole.length;
      const offset = end - value.length - 2;
      if (offset >= searched && found.length < maxKeys) {
        searched = end;
        const owner = ownerOf({ name, key, dialect });
        if (owner !== 'none') {
          found.push({ value, key, offset, length: value.length + 2, provider: owner });
        }
      }
    }
    yield;
  }
  return found;
}

interface NamedToken {
  readonly name: string | undefined;
  readonly key: string;
  readonly dialect: DialectId;
}

/** @returns `undefined` for a key of an unknown provider, `none` if it isn't a key */
function ownerOf({ name = '', key, dialect }: NamedToken): ProviderId | undefined | 'none' {
  const [owner] = providersOfKey(key);
  if (owner !== undefined) {
    return owner;
  }
  if (dialect === 'comfyApi' || dialect === 'comfyUi') {
    return comfyKeyName.test(name) && looksRandom(key) ? 'comfyCloud' : 'none';
  }
  if (!keyName.test(name) || !looksRandom(key)) {
    return 'none';
  }
  // A Runway key would have its own form.
  return dialect === 'runningHub' || dialect === 'runware' ? dialect : undefined;
}

function looksRandom(key: string): boolean {
  return /\d/.test(key) && /[a-z]/i.test(key) && new Set(key).size >= 10 && !uuid.test(key) && !placeholder.test(key);
}
