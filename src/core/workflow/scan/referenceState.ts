import type { FittingReference, InputState } from '../mediaInput.ts';

export interface ReferenceState {
  /** Never `local`: a form that is none of a provider's is `unknown` here, and the place it stands in decides. */
  readonly state: InputState;
  /** Providers that hand out values of this form; several where the form alone does not tell. */
  readonly references: readonly FittingReference[];
}

const runningHubFile: FittingReference = { provider: 'runningHub', form: 'fileName' };
const runningHubUrl: FittingReference = { provider: 'runningHub', form: 'downloadUrl' };
const runwareUuid: FittingReference = { provider: 'runware', form: 'mediaUuid' };
const runwareUrl: FittingReference = { provider: 'runware', form: 'mediaUrl' };
const runwayUri: FittingReference = { provider: 'runway', form: 'runwayUri' };
const cloudName: FittingReference = { provider: 'comfyCloud', form: 'inputName' };

/** RunningHub v1 (`api/`) and v2 (`openapi/`) uploads, documented with 64 hexadecimal digits. */
const runningHubPath = /^(?:open)?api\/[0-9a-f]{64}(?:\.[a-z0-9]+)?$/i;
/** A ZIP sent to RunningHub v1 (no extension), and files its website or Comfy Cloud name by content. */
const contentHash = /^[0-9a-f]{64}(?:\.[a-z0-9]+)?$/i;
/** `subfolder/<hash>.ext`, the form Comfy Cloud is seen to answer for a subfolder. */
const hashInFolder = /^(?:[^/\\]+\/)+[0-9a-f]{64}\.[a-z0-9]+$/i;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const serverFolder = /\s*\[(?:output|temp)\]\s*$/i;
/** Raw base64 is media when it is far longer than any path: Runware's fields take it without `data:`. */
const longBase64 = /^[A-Za-z0-9+/]{64}[A-Za-z0-9+/=\r\n]*$/;
const base64Length = 4096;

function is(state: InputState, ...references: FittingReference[]): ReferenceState {
  return { state, references };
}

/** What a value stands for by its form alone. */
export function referenceState(value: string): ReferenceState {
  const text = value.length > base64Length ? value : value.trim();
  if (text.length > base64Length) {
    return longReference(text);
  }
  if (/^data:[^,]*,/i.test(text)) {
    return is('dataUri');
  }
  if (text.startsWith('runway://')) {
    return is('reference', runwayUri);
  }
  if (/^https?:\/\//i.test(text)) {
    return is('url', runningHubUrl, runwareUrl);
  }
  if (runningHubPath.test(text)) {
    return is('reference', runningHubFile);
  }
  if (contentHash.test(text)) {
    return is('reference', runningHubFile, cloudName);
  }
  if (hashInFolder.test(text)) {
    return is('reference', cloudName);
  }
  if (uuid.test(text)) {
    return is('reference', runwareUuid);
  }
  if (serverFolder.test(text) || /^(?:\/api)?\/view\?/.test(text)) {
    return is('output');
  }
  if (/^clipspace[/\\]/i.test(text)) {
    return is('clipspace');
  }
  // blob:, s3:, gs: … name something elsewhere; file: and a Windows drive (one letter) do not.
  return /^(?!file:)[a-z][a-z0-9+.-]+:(?:\/\/|https?:)/i.test(text) ? is('url') : is('unknown');
}

/** Beyond any path's length only the beginning is looked at: data URIs run to megabytes. */
function longReference(text: string): ReferenceState {
  const head = text.slice(0, base64Length);
  if (head.startsWith('runway://')) {
    return is('reference', runwayUri);
  }
  if (/^https?:\/\//i.test(head)) {
    return is('url', runningHubUrl, runwareUrl);
  }
  return /^data:[^,]*,/i.test(head) || longBase64.test(head) ? is('dataUri') : is('unknown');
}
