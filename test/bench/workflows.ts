import { visit } from 'jsonc-parser';
import { guessDialect } from '../../src/core/workflow/guessDialect.ts';
import { couldBeMediaPath } from '../../src/core/workflow/mediaName.ts';
import { scanWorkflow } from '../../src/core/workflow/scanWorkflow.ts';
import { stringAt } from '../../src/core/workflow/stringAt.ts';
import { atMost, type Figure, median, percentile } from './figures.ts';

const megabytes = 12;
const positions = 2_000;

/** Reading a large workflow: all of it for a swap, and one place of it for each move of the cursor. */
export function measureWorkflows(runs: number): readonly Figure[] {
  const length = megabytes * 1e6;
  return [
    ...figuresFor('with line breaks', bigWorkflow(length, 2), runs),
    ...figuresFor('in one line', bigWorkflow(length), runs),
  ];
}

function figuresFor(kind: string, text: string, runs: number): readonly Figure[] {
  const group = `Workflow of ${(text.length / 1e6).toFixed(1)} MB ${kind}`;
  const scans: number[] = [];
  const visits: number[] = [];
  let inputs = 0;
  // Neither is timed before it is compiled.
  bareVisit(text);
  scanWorkflow(text);
  for (let round = 0; round < runs; round++) {
    visits.push(milliseconds(() => bareVisit(text)));
    scans.push(
      milliseconds(() => {
        inputs = scanWorkflow(text).inputs.length;
      }),
    );
  }
  const actions = Array.from({ length: positions }, (_, index) => {
    const offset = Math.floor(((index + 0.5) * text.length) / positions);
    return milliseconds(() => codeAction(text, offset));
  });
  return [
    { group, what: 'full scan', value: median(scans), unit: 'ms', note: `${inputs} media inputs` },
    { group, what: 'bare jsonc-parser visit', value: median(visits), unit: 'ms' },
    { group, what: 'full scan / bare visit', value: median(scans) / median(visits), unit: '×', budget: atMost(1.3) },
    { group, what: 'code action, p95', value: percentile(actions, 0.95), unit: 'ms', budget: atMost(2) },
    { group, what: 'code action, longest', value: Math.max(...actions), unit: 'ms' },
  ];
}

/** What happens at every move of the cursor, before anything is offered. */
function codeAction(text: string, offset: number): boolean {
  const string = stringAt(text, offset);
  return string !== undefined && couldBeMediaPath(string.value) && guessDialect(text, offset) !== undefined;
}

/** The least a reader of all names and values asks of the parser. */
function bareVisit(text: string): number {
  let seen = 0;
  const count = (): void => {
    seen += 1;
  };
  visit(text, { onObjectProperty: count, onLiteralValue: count });
  return seen;
}

/**
 * A workflow in ComfyUI's API format of about so many characters: scene after scene of a loader and what usually follows.
 */
function bigWorkflow(length: number, indent?: number): string {
  const sample = 50;
  const perScene = JSON.stringify(scenes(sample), null, indent).length / sample;
  return JSON.stringify(scenes(Math.ceil(length / perScene)), null, indent);
}

function scenes(count: number): Record<string, unknown> {
  const nodes: Record<string, unknown> = {};
  for (let number = 0; number < count; number++) {
    const id = 100_000 + number * 10;
    const link = (offset: number, output = 0): [string, number] => [String(id + offset), output];
    const add = (offset: number, title: string, class_type: string, inputs: object): void => {
      nodes[id + offset] = { inputs, class_type, _meta: { title } };
    };
    const prompt = `a quiet street at night, "neon", rain, ${'wet asphalt, long shadows, 35 mm, '.repeat(4)}take ${number}`;
    add(0, 'Checkpoint', 'CheckpointLoaderSimple', { ckpt_name: 'sd_xl_base_1.0.safetensors' });
    add(1, `Frame ${number}`, 'LoadImage', { image: `scenes/${number}/frame_${number}.png`, upload: 'image' });
    add(2, 'Prompt', 'CLIPTextEncode', { text: prompt, clip: link(0, 1) });
    add(3, 'Negative prompt', 'CLIPTextEncode', { text: 'blurry, watermark, text, low quality', clip: link(0, 1) });
    add(4, 'Encode', 'VAEEncode', { pixels: link(1), vae: link(0, 2) });
    add(5, 'Sampler', 'KSampler', {
      seed: number * 7_919,
      steps: 20,
      cfg: 7.5,
      sampler_name: 'dpmpp_2m',
      scheduler: 'karras',
      denoise: 0.6,
      model: link(0),
      positive: link(2),
      negative: link(3),
      latent_image: link(4),
    });
    add(6, 'Decode', 'VAEDecode', { samples: link(5), vae: link(0, 2) });
    add(7, 'Save', 'SaveImage', { filename_prefix: `scene_${number}`, images: link(6) });
  }
  return nodes;
}

function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
