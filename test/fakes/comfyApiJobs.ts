import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { Answer } from './answer.ts';
import { refuse } from './comfyApiAssets.ts';
import type { MeteredBody } from './meteredBody.ts';

interface Job {
  readonly id: string;
  readonly createdAt: string;
  readonly assets: readonly string[];
}

/** Milliseconds for which jobs can be asked about; only "until `expires_at`" is documented. */
const retention = 86_400_000;
/** "Reserved for post-MVP and rejected if present today." */
const reserved = ['webhook_url', 'inputs'];

/** Takes workflows as far as their assets are concerned; none of them runs. */
export class ComfyApiJobs {
  readonly #jobs = new Map<string, Job>();
  readonly #addRun: (json: string) => void;

  constructor(addRun: (json: string) => void) {
    this.#addRun = addRun;
  }

  reset(): void {
    this.#jobs.clear();
  }

  /** Whether a job refers to an asset. */
  dependOn(assetId: string): boolean {
    return [...this.#jobs.values()].some(({ assets }) => assets.includes(assetId));
  }

  /** `POST /jobs`: what is validated synchronously. */
  async submit(body: MeteredBody, isAsset: (id: string) => boolean): Promise<Answer> {
    const json = await text(body);
    const request = parsed(json);
    const workflow = isObject(request) ? request.workflow : undefined;
    if (!isObject(request) || !isObject(workflow) || reserved.some((name) => name in request)) {
      return refuse(422, 'invalid_workflow', 'workflow must be an API-format graph');
    }
    // "UI-format workflow JSON (the export with `nodes`/`links`) is rejected."
    if (Array.isArray(workflow.nodes) && Array.isArray(workflow.links)) {
      return refuse(422, 'workflow_format_ui', 'Export the workflow in API format');
    }
    if (!Object.values(workflow).every((node) => isObject(node) && typeof node.class_type === 'string')) {
      return refuse(422, 'invalid_workflow', 'Every node needs a class_type');
    }
    // "Every referenced `id` must exist and be owned by the caller."
    const assets = [...assetIdsIn(workflow)];
    if (!assets.every((id) => typeof id === 'string' && isAsset(id))) {
      return refuse(422, 'missing_asset', 'An asset of the workflow does not exist');
    }
    const job = { id: randomUUID(), createdAt: new Date().toISOString(), assets: assets.map(String) };
    this.#jobs.set(job.id, job);
    this.#addRun(json);
    return { status: 201, body: jobBody(job, 'queued') };
  }

  /** `GET /jobs/{id}`. Its jobs have succeeded as soon as somebody asks, and have no outputs. */
  show(id: string): Answer | undefined {
    const job = this.#jobs.get(id);
    return job && { status: 200, body: jobBody(job, 'succeeded') };
  }
}

function jobBody({ id, createdAt }: Job, status: 'queued' | 'succeeded'): unknown {
  const self = `/api/v2/jobs/${id}`;
  const moment = status === 'queued' ? null : createdAt;
  return {
    id,
    status,
    created_at: createdAt,
    started_at: moment,
    completed_at: moment,
    expires_at: new Date(Date.parse(createdAt) + retention).toISOString(),
    queue_position: status === 'queued' ? 0 : null,
    progress: null,
    outputs: [],
    error: null,
    urls: { self, events: `${self}/events`, cancel: `${self}/cancel` },
  };
}

/** The ids of all `core/ASSET` objects; `undefined` for one without. */
function* assetIdsIn(value: unknown): Generator<unknown> {
  if (isObject(value) && value.__type === 'core/ASSET') {
    yield isObject(value.info) ? value.info.id : undefined;
  } else if (typeof value === 'object' && value !== null) {
    for (const each of Object.values(value)) {
      yield* assetIdsIn(each);
    }
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
