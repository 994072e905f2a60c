/**
 * A workflow in ComfyUI's API format of about so many characters: scene after scene of a loader and what usually follows.
 */
export function bigWorkflow(length: number, indent?: number): string {
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
